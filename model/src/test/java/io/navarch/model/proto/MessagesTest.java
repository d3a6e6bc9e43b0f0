package io.navarch.model.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.schema.Schema;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.FieldType;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessagesTest {
    @Test
    void everyStructOfAMessageHasAMessage() {
        for (var name : Schema.builtIn().names()) {
            var type = Schema.builtIn().type(name);
            if (Messages.has(type)) {
                check(Messages.of(type));
            }
        }
    }

    private static void check(Layout layout) {
        for (var member : layout.ordered()) {
            switch (member) {
                case Member.Group group -> check(group.layout());
                case Member.Value value -> {
                    var struct = value.field().type().structOrElement();
                    assertThat(struct == null || Messages.has(struct))
                            .as(value.field().name())
                            .isTrue();
                    if (value.field().type().kind() == FieldType.Kind.ANY) {
                        assertThat(value.wrapping()).as(value.field().name()).isNotEqualTo(Member.Wrapping.NONE);
                    }
                }
            }
        }
    }

    @Test
    void findsTypesAsClientsNameThem() {
        assertThat(Messages.type("v1", "Pod")).isSameAs(Pod.TYPE);
        assertThat(Messages.type("apps/v1", "Deployment")).isSameAs(Deployment.TYPE);
        assertThat(Messages.type("apps/v1", "DeleteOptions")).isSameAs(io.navarch.model.meta.v1.DeleteOptions.TYPE);
        assertThat(Messages.type("example.org/v1", "Thing")).isNull();
    }

    @Test
    void readsAnEnvelope() {
        var document = HexFormat.of()
                .parseHex("6b387300" + "0a0b" + "0a027631" + "1205" + "506f644141" + "1209" + "0a07" + "0a0161"
                        + "1a024242" + "1a00" + "2200");
        var envelope = Envelope.of(document);
        assertThat(envelope.apiVersion()).isEqualTo("v1");
        assertThat(envelope.kind()).isEqualTo("PodAA");
        assertThat(envelope.object(Pod.TYPE).toString())
                .isEqualTo(
                        "{\"apiVersion\":\"v1\",\"kind\":\"PodAA\",\"metadata\":{\"name\":\"a\",\"namespace\":\"BB\"}}");
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThatThrownBy(() -> Envelope.of(new byte[] {'{', '}'}))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("does not appear to be a protobuf message");
        assertFault("0a", "unexpected EOF");
        assertFault("0a05", "unexpected EOF");
        assertFault("08ffffffffffffffffffff01", "proto: wrong wireType = 0 for field Metadata");
        assertFault("ffffffffffffffffffff01", "proto: integer overflow");
        assertFault("0affffffffffffffffff01", "proto: negative length found during unmarshaling");
        assertFault("00", "proto: Pod: illegal tag 0 (wire type 0)");
        assertFault("0c", "proto: Pod: wiretype end group for non-group");
        assertFault("7f", "proto: illegal wireType 7");
        assertFault("a306", "unexpected EOF");
    }

    private static void assertFault(String hex, String message) {
        var bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> ProtoReader.struct(Pod.TYPE, bytes, 0, bytes.length))
                .isInstanceOf(DecodeException.class)
                .hasMessage(message);
    }
}
