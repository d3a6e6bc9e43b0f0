package io.navarch.controllers;

/** A running part of the controller manager. Made with its informers asked for; started once they hold their first lists. */
public interface Controller extends AutoCloseable {
    /** Upstream's name of it, such as {@code deployment-controller}. */
    String name();

    void start();

    /** Stops its workers and waits for them. */
    @Override
    void close();
}
