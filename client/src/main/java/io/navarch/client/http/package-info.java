/**
 * The API over HTTPS: who and where from a kubeconfig file, calls and watches through the JDK's HTTP client. Calls block the
 * caller's (virtual) thread; it talks to the API server and reads the files that the kubeconfig names.
 */
@NullMarked
package io.navarch.client.http;

import org.jspecify.annotations.NullMarked;
