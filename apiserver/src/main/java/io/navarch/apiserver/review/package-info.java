/**
 * Reviews: kinds that are only ever created, to ask the server whether somebody may do something or who somebody is. Called on
 * request threads; talks to the authorisers and authenticators.
 */
@NullMarked
package io.navarch.apiserver.review;

import org.jspecify.annotations.NullMarked;
