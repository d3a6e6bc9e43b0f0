/**
 * The certificates, keys and kubeconfigs of a cluster: its authorities, what they issue, and the files both are kept in
 * under kubeadm's names. Plain blocking code on the caller's thread; talks to nothing but the folder it is given.
 */
@NullMarked
package io.navarch.pki;

import org.jspecify.annotations.NullMarked;
