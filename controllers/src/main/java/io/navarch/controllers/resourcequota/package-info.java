/**
 * The resourcequota controller: writes to each ResourceQuota what its namespace uses of it. Admission counts what is added; here
 * everything is counted anew when something goes or changes, and every five minutes. Workers reconcile quotas over the shared
 * informers and, for kinds that only quotas name, over informers of metadata that live from the first such quota on.
 */
@NullMarked
package io.navarch.controllers.resourcequota;

import org.jspecify.annotations.NullMarked;
