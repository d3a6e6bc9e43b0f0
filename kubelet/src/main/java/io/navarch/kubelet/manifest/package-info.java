/**
 * Static pods: pods that a node runs because a file in its manifests folder says so, whatever the API server knows. Each is
 * shown there by a mirror pod that the node keeps. One virtual thread reads the folder and keeps the mirrors.
 */
@NullMarked
package io.navarch.kubelet.manifest;

import org.jspecify.annotations.NullMarked;
