package io.navarch.controllers;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Informers;
import io.navarch.runtime.Clock;
import io.navarch.runtime.RandomNames;
import java.util.function.Function;

/**
 * What controllers are made of.
 *
 * @param clients gives the client of a controller's own service account, by the controller's name
 * @param informers shared by all components of the process
 */
public record ControllerContext(
        Function<String, KubeClient> clients, Informers informers, Clock clock, RandomNames names) {

    public KubeClient client(String controller) {
        return clients.apply(controller);
    }

    /** A recorder whose source is the controller itself. */
    public EventRecorder events(String controller) {
        return events(controller, controller);
    }

    /** A recorder under the controller's account that names another source, where upstream does. */
    public EventRecorder events(String controller, String source) {
        return new EventRecorder(client(controller), source, "", clock);
    }
}
