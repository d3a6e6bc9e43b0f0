package io.navarch.bench.api;

import java.io.IOException;

/** One of the loads of {@code bench api}. */
interface Load {
    /** The name by which it can be chosen. */
    String name();

    /** Puts itself on the server and adds its lines to the report. */
    void run(Site site) throws IOException, InterruptedException;
}
