package io.navarch.streaming.remotecommand;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The size of a terminal in characters. */
public record TerminalSize(int width, int height) {
    /** One line of JSON, as it goes over the resize stream. */
    public byte[] toJson() {
        return ("{\"Width\":" + width + ",\"Height\":" + height + "}\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The next size in a stream of JSON documents, or nothing at its end. */
    static Optional<TerminalSize> next(JsonParser json) throws IOException {
        JsonToken start = json.nextToken();
        if (start == null) {
            return Optional.empty();
        }
        if (start != JsonToken.START_OBJECT) {
            throw new IOException("terminal size is not a JSON object");
        }
        int width = 0;
        int height = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NUMBER_INT && name.equalsIgnoreCase("width")) {
                width = json.getIntValue();
            } else if (value == JsonToken.VALUE_NUMBER_INT && name.equalsIgnoreCase("height")) {
                height = json.getIntValue();
            } else {
                json.skipChildren();
            }
        }
        return Optional.of(new TerminalSize(width, height));
    }
}
