/**
 * The controllers of certificate signing requests: one approves what kubelets ask for themselves, one signs what is approved with
 * the cluster's authority, one clears away what is old. Workers reconcile requests over the shared informer; parsing and signing
 * is the caller's {@link io.navarch.controllers.certificates.CertificateSigner}.
 */
@NullMarked
package io.navarch.controllers.certificates;

import org.jspecify.annotations.NullMarked;
