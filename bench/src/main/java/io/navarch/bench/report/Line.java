package io.navarch.bench.report;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param work what was done
 * @param value the figure that is compared with upstream's
 * @param unit of the figure, such as {@code /s}; a rate is better when larger, all else when smaller
 * @param upstream the figure measured of upstream, NaN if there is none
 * @param owed by how much it shall be better
 * @param details everything else worth reading
 */
public record Line(String work, double value, String unit, double upstream, double owed, String details) {
    /** By how much the figure is better than upstream's. */
    public double ratio() {
        return unit.endsWith("/s") ? value / upstream : upstream / value;
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        var format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    String measured() {
        return number(value) + unit;
    }

    String before() {
        return Double.isNaN(upstream) ? "" : number(upstream) + unit;
    }

    String verdict() {
        if (Double.isNaN(upstream)) {
            return "";
        }
        return number(ratio()) + "×"
                + (Double.isNaN(owed) ? "" : ratio() >= owed ? " ≥ " + number(owed) : " < " + number(owed));
    }
}
