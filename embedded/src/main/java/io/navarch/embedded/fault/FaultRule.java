package io.navarch.embedded.fault;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.embedded.Faults;
import io.navarch.embedded.Requests;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** A rule while it is being made. */
final class FaultRule implements Faults.Rule {
    private final FaultBook book;
    private final Requests which;
    private int nth;
    private int times = Integer.MAX_VALUE;
    private double share = 1;

    FaultRule(FaultBook book, Requests which) {
        this.book = book;
        this.which = which;
    }

    @Override
    public Faults.Rule nth(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("requests are counted from 1, not " + n);
        }
        nth = n;
        return this;
    }

    @Override
    public Faults.Rule times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a rule that disturbs " + count + " requests does nothing");
        }
        times = count;
        return this;
    }

    @Override
    public Faults.Rule share(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(probability + " is no probability");
        }
        share = probability;
        return this;
    }

    @Override
    public Faults fail(int code, String message) {
        if (code < 400 || code > 599) {
            throw new IllegalArgumentException(code + " is not the code of a failure");
        }
        return made(new Disturbance.Fail(code, message));
    }

    @Override
    public Faults conflict() {
        return made(new Disturbance.Conflict());
    }

    @Override
    public Faults throttle(Duration retryAfter) {
        return made(new Disturbance.Throttle(retryAfter));
    }

    @Override
    public Faults delay(Duration howLong) {
        return made(new Disturbance.Delay(howLong));
    }

    @Override
    public Faults dropRequest() {
        return made(new Disturbance.DropRequest());
    }

    @Override
    public Faults dropAnswer() {
        return made(new Disturbance.DropAnswer());
    }

    @Override
    public Faults duplicate() {
        return made(new Disturbance.Duplicate());
    }

    private Faults made(Disturbance disturbance) {
        book.add(new Active(which, nth, times, share, Active.FOR_EVER, disturbance));
        return book;
    }

    /** A rule at work. Its counts are guarded by the book's lock. */
    static final class Active {
        static final long FOR_EVER = Long.MIN_VALUE;

        private final Requests which;
        private final int nth;
        private final double share;
        private final long until;
        private final Disturbance disturbance;
        private int left;
        private int seen;

        Active(Requests which, int nth, int times, double share, long until, Disturbance disturbance) {
            this.which = which;
            this.nth = nth;
            this.left = times;
            this.share = share;
            this.until = until;
            this.disturbance = disturbance;
        }

        /** Whether the request is to be disturbed; counts it. */
        boolean hits(ApiRequest request, long now, DoubleSupplier draw) {
            if (left == 0 || until != FOR_EVER && now - until >= 0 || !Matching.fits(which, request)) {
                return false;
            }
            seen++;
            if (nth > 0 && seen != nth || share < 1 && draw.getAsDouble() >= share) {
                return false;
            }
            left--;
            return true;
        }

        Disturbance disturbance() {
            return disturbance;
        }
    }
}
