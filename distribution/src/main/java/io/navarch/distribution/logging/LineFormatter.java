package io.navarch.distribution.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One line per record: {@code 2026-03-01T10:00:00.123Z INFO  kubelet.pod  Started container web}. The source is the logger's
 * name without {@code io.navarch} and without the class, which is the component and its part.
 */
final class LineFormatter extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(record.getInstant(), line);
        line.append(' ').append(severity(record.getLevel())).append(' ');
        line.append(source(record.getLoggerName())).append("  ");
        line.append(formatMessage(record).replace("\n", "\\n")).append('\n');
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    private static String severity(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    static String source(String logger) {
        if (logger == null) {
            return "-";
        }
        String name = logger.startsWith("io.navarch.") ? logger.substring("io.navarch.".length()) : logger;
        int last = name.lastIndexOf('.');
        boolean endsWithClass = last >= 0 && last + 1 < name.length() && Character.isUpperCase(name.charAt(last + 1));
        return endsWithClass ? name.substring(0, last) : name;
    }
}
