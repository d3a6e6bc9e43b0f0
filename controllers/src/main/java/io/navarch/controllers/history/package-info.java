/**
 * The revisions of a workload's pod template, kept as ControllerRevisions: found, made and cleared away. Runs on the worker
 * of the controller that uses it; talks to the API.
 */
@NullMarked
package io.navarch.controllers.history;

import org.jspecify.annotations.NullMarked;
