/**
 * Kubernetes' protobuf encoding, {@code application/vnd.kubernetes.protobuf}: straight between the wire format and the
 * object tree, by a table of field numbers ({@code src/main/data/protobuf.tsv}). Everything here is immutable or confined to
 * one call; any thread may use it. It talks to nothing.
 */
@NullMarked
package io.navarch.model.proto;

import org.jspecify.annotations.NullMarked;
