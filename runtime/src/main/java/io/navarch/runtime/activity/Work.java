package io.navarch.runtime.activity;

/** A piece of work that is busy or idle. Any thread may say which; saying it twice changes nothing. */
public interface Work extends AutoCloseable {
    /** Work nobody counts. */
    Work NONE = new Work() {
        @Override
        public void busy() {
            // Nobody counts.
        }

        @Override
        public void idle() {
            // Nobody counts.
        }

        @Override
        public void close() {
            // Nobody counts.
        }
    };

    void busy();

    void idle();

    /** Ends it: it is not busy any more, whatever anybody says. */
    @Override
    void close();
}
