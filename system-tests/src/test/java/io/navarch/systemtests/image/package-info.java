/** The images system tests run, made of Debian's busybox without network, and the registry they are pulled from. */
@NullMarked
package io.navarch.systemtests.image;

import org.jspecify.annotations.NullMarked;
