/**
 * Admission by policies that clients register as expressions: ValidatingAdmissionPolicy and MutatingAdmissionPolicy, with their
 * bindings and parameters. Registrations are mirrored from the store, on its watch thread; expressions are compiled when a first
 * request is meant, and evaluated on request threads. Talks to the stored objects (parameters, namespaces) and to CEL.
 */
@NullMarked
package io.navarch.apiserver.policy;

import org.jspecify.annotations.NullMarked;
