/**
 * Fills in what clients may leave out: the values of the schema and of the type files, and those that Java functions derive
 * from other fields. Pure functions of immutable trees, any thread. What needs the cluster (IPs, node ports, service account
 * volumes) is not done here.
 */
@NullMarked
package io.navarch.model.defaulting;

import org.jspecify.annotations.NullMarked;
