/** What every namespace is given: its default service account and the cluster's root certificate. */
@NullMarked
package io.navarch.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
