/** What all controllers of pods share: making pods from templates, owning them, judging them. Pure logic over views. */
@NullMarked
package io.navarch.controllers.pods;

import org.jspecify.annotations.NullMarked;
