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

    public EventRecorder events(String controller) {
        return new EventRecorder(client(controller), controller, "", clock);
    }
}
