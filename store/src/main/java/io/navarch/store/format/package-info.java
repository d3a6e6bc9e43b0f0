/**
 * How states and steps look as bytes: checksummed frames, the mutations of a step, snapshots. Stateless but for the
 * buffers that their one user owns; knows nothing of files.
 *
 * <pre>
 *   frame     magic(4) length(4) crc32c(payload)(4) crc32c(the 12 bytes before)(4) payload(length)
 *   payload   ends with {@link io.navarch.store.format.Frame#END}, never with a zero, so that a sector that was not
 * written shows
 *   string    varint length, UTF-8          bytes   varint length, bytes
 * </pre>
 */
@NullMarked
package io.navarch.store.format;

import org.jspecify.annotations.NullMarked;
