/**
 * The address ranges of Services: each is told to be ready and is kept until no address of it is used that no other range
 * covers. One worker reconciles ranges over the shared informers.
 */
@NullMarked
package io.navarch.controllers.servicecidr;

import org.jspecify.annotations.NullMarked;
