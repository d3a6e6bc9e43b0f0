package io.navarch.embedded;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A command that is run in a container, with its streams. Belongs to the thread that runs it. */
public interface ExecStreams {
    List<String> command();

    /** Ends at once if the client sends nothing. */
    InputStream input();

    OutputStream output();

    OutputStream errors();
}
