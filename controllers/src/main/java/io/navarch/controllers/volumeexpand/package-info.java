/**
 * The persistentvolume-expander: lets volumes grow when their claims ask for more. A directory has no size of its own, so that only
 * the objects change; for volumes of others it says that somebody else is waited for. One worker over the shared informers.
 */
@NullMarked
package io.navarch.controllers.volumeexpand;

import org.jspecify.annotations.NullMarked;
