/**
 * Describes the API to clients: OpenAPI v3 by group and version, and v2 as a whole (JSON and protobuf), made from the schema and
 * the kinds when somebody asks, and kept compressed. Called on request threads.
 */
@NullMarked
package io.navarch.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
