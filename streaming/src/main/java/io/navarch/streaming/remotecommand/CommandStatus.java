package io.navarch.streaming.remotecommand;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * How a command ended: the {@code Status} object that goes over the error stream, and what the protocols need to know
 * of it.
 */
public record CommandStatus(boolean success, String message, OptionalInt exitCode, byte[] json) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String EXIT_CODE = "ExitCode";
    private static final String NON_ZERO = "NonZeroExitCode";

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    public static CommandStatus succeeded() {
        return new CommandStatus(true, "", OptionalInt.of(0), status("Success", json -> {}));
    }

    /** The end of a command that ran; zero is success. */
    public static CommandStatus exited(int code) {
        if (code == 0) {
            return succeeded();
        }
        String message = "command terminated with non-zero exit code: command terminated with exit code " + code;
        return new CommandStatus(false, message, OptionalInt.of(code), status("Failure", json -> {
            json.writeStringField("message", message);
            json.writeStringField("reason", NON_ZERO);
            json.writeObjectFieldStart("details");
            json.writeArrayFieldStart("causes");
            json.writeStartObject();
            json.writeStringField("reason", EXIT_CODE);
            json.writeStringField("message", Integer.toString(code));
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    /** A command that could not be run, or whose connection was lost. */
    public static CommandStatus internalError(String problem) {
        String message = "Internal error occurred: " + problem;
        return new CommandStatus(false, message, OptionalInt.empty(), status("Failure", json -> {
            json.writeStringField("message", message);
            json.writeStringField("reason", "InternalError");
            json.writeObjectFieldStart("details");
            json.writeArrayFieldStart("causes");
            json.writeStartObject();
            json.writeStringField("message", problem);
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeNumberField("code", 500);
        }));
    }

    private static byte[] status(String status, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("metadata");
            json.writeEndObject();
            json.writeStringField("status", status);
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads a Status object; the bytes are kept as they are. */
    public static CommandStatus parse(byte[] json) throws IOException {
        String status = "";
        String message = "";
        String reason = "";
        OptionalInt code = OptionalInt.empty();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("error stream protocol error: the status is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "status" -> status = parser.getValueAsString("");
                    case "message" -> message = parser.getValueAsString("");
                    case "reason" -> reason = parser.getValueAsString("");
                    case "details" -> code = exitCode(parser);
                    default -> parser.skipChildren();
                }
            }
        }
        boolean success = status.equals("Success");
        return new CommandStatus(
                success,
                message,
                success ? OptionalInt.of(0) : reason.equals(NON_ZERO) ? code : OptionalInt.empty(),
                json);
    }

    private static OptionalInt exitCode(JsonParser parser) throws IOException {
        OptionalInt code = OptionalInt.empty();
        int depth = 0;
        String reason = "";
        String message = "";
        JsonToken token = parser.currentToken();
        while (token != null) {
            if (token.isStructStart()) {
                depth++;
                reason = "";
                message = "";
            } else if (token.isStructEnd()) {
                if (reason.equals(EXIT_CODE) && message.matches("-?\\d{1,9}")) {
                    code = OptionalInt.of(Integer.parseInt(message));
                }
                depth--;
            } else if (token == JsonToken.VALUE_STRING && "reason".equals(parser.currentName())) {
                reason = parser.getText();
            } else if (token == JsonToken.VALUE_STRING && "message".equals(parser.currentName())) {
                message = parser.getText();
            }
            if (depth == 0) {
                return code;
            }
            token = parser.nextToken();
        }
        return code;
    }

    /** What a protocol's error stream carries for it. */
    byte[] forProtocol(CommandProtocol protocol) {
        if (protocol.hasStatus()) {
            return json;
        }
        return success ? new byte[0] : message.getBytes(StandardCharsets.UTF_8);
    }

    /** The status in what an error stream carried. */
    static CommandStatus fromProtocol(CommandProtocol protocol, byte[] carried) throws IOException {
        if (carried.length == 0) {
            return succeeded();
        }
        if (protocol.hasStatus()) {
            return parse(carried);
        }
        String problem = new String(carried, StandardCharsets.UTF_8);
        return internalError("error executing remote command: " + problem);
    }
}
