/**
 * The objects of flow control: says in the status of each FlowSchema whether its priority level exists. Hears of changes on
 * the store's watch thread, writes on one virtual thread. Requests get their seats in {@code pipeline}.
 */
@NullMarked
package io.navarch.apiserver.flowcontrol;

import org.jspecify.annotations.NullMarked;
