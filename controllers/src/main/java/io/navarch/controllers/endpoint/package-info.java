/**
 * Endpoints and EndpointSlices: which pods stand behind each Service. Two controllers over the same logic ({@link
 * io.navarch.controllers.endpoint.Backends}); the second writes the old Endpoints object for those who still read it.
 */
@NullMarked
package io.navarch.controllers.endpoint;

import org.jspecify.annotations.NullMarked;
