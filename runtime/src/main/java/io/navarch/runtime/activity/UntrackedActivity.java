package io.navarch.runtime.activity;

/** Nobody counts. */
final class UntrackedActivity implements Activity {
    @Override
    public boolean tracks() {
        return false;
    }

    @Override
    public Work begin(String name) {
        return Work.NONE;
    }

    @Override
    public Work current() {
        return Work.NONE;
    }

    @Override
    public Thread unstarted(String name, Runnable body) {
        return Thread.ofVirtual().name(name).unstarted(body);
    }

    @Override
    public void metOutside() {
        // Nobody waits for an answer.
    }
}
