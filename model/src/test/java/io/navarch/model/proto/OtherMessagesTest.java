package io.navarch.model.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.schema.Schema;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares our messages with those of the official Java client. */
class OtherMessagesTest {
    private static final List<FileDescriptor> FILES = List.of(
            V1.getDescriptor(),
            V1Apps.getDescriptor(),
            Meta.getDescriptor(),
            io.kubernetes.client.proto.V1Batch.getDescriptor(),
            io.kubernetes.client.proto.V1Networking.getDescriptor(),
            io.kubernetes.client.proto.V1Rbac.getDescriptor(),
            io.kubernetes.client.proto.V1Policy.getDescriptor(),
            io.kubernetes.client.proto.V1Storage.getDescriptor(),
            io.kubernetes.client.proto.V1Authentication.getDescriptor(),
            io.kubernetes.client.proto.V1Authorization.getDescriptor(),
            io.kubernetes.client.proto.V1Autoscaling.getDescriptor(),
            io.kubernetes.client.proto.V1Certificates.getDescriptor(),
            io.kubernetes.client.proto.V1Scheduling.getDescriptor(),
            io.kubernetes.client.proto.V1Admissionregistration.getDescriptor());

    @Test
    void numbersAgreeWithTheOfficialClients() {
        int compared = 0;
        for (var file : FILES) {
            for (var message : file.getMessageTypes()) {
                var type = Schema.builtIn().find("io." + message.getFullName());
                type = type == null
                        ? Schema.builtIn().find(message.getFullName().replace("k8s.io.", "io.k8s."))
                        : type;
                if (type != null && Messages.has(type)) {
                    compare(message, Messages.of(type));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(350);
    }

    private static void compare(Descriptor message, Layout layout) {
        Map<String, Integer> theirs = new HashMap<>();
        message.getFields().forEach(field -> theirs.put(field.getName(), field.getNumber()));
        for (var member : layout.ordered()) {
            switch (member) {
                case Member.Value value -> {
                    var number = theirs.get(value.field().name());
                    if (number != null) {
                        assertThat(value.number())
                                .as(message.getFullName() + "." + value.field().name())
                                .isEqualTo(number);
                    }
                }
                case Member.Group group -> {
                    var field = message.findFieldByNumber(group.number());
                    assertThat(field)
                            .as(message.getFullName() + " " + group.number())
                            .isNotNull();
                    compare(field.getMessageType(), group.layout());
                }
            }
        }
    }

    private static Struct read(io.navarch.model.tree.StructType type, com.google.protobuf.Message message) {
        var bytes = message.toByteArray();
        return ProtoReader.struct(type, bytes, 0, bytes.length);
    }

    @Test
    void readsTheirPod() {
        var pod = V1.Pod.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder()
                        .setName("p")
                        .setNamespace("")
                        .setGeneration(0)
                        .setCreationTimestamp(Meta.Time.newBuilder())
                        .setDeletionGracePeriodSeconds(0)
                        .setDeletionTimestamp(
                                Meta.Time.newBuilder().setSeconds(1_767_225_600).setNanos(5))
                        .putLabels("b", "2")
                        .putLabels("a", "ü"))
                .setSpec(V1.PodSpec.newBuilder()
                        .setHostNetwork(false)
                        .setTerminationGracePeriodSeconds(0)
                        .addVolumes(V1.Volume.newBuilder()
                                .setName("v")
                                .setVolumeSource(V1.VolumeSource.newBuilder()
                                        .setEmptyDir(V1.EmptyDirVolumeSource.newBuilder()
                                                .setMedium(""))))
                        .addContainers(V1.Container.newBuilder()
                                .setName("c")
                                .setResources(V1.ResourceRequirements.newBuilder()
                                        .putLimits(
                                                "cpu",
                                                Resource.Quantity.newBuilder()
                                                        .setString("1500m")
                                                        .build()))
                                .setLivenessProbe(V1.Probe.newBuilder()
                                        .setHandler(V1.ProbeHandler.newBuilder()
                                                .setTcpSocket(V1.TCPSocketAction.newBuilder()
                                                        .setPort(IntStr.IntOrString.newBuilder()
                                                                .setType(1)
                                                                .setIntVal(0)
                                                                .setStrVal("http")))))))
                .setStatus(V1.PodStatus.newBuilder())
                .build();
        assertThat(read(Pod.TYPE, pod)).hasToString("""
                {"metadata":{"deletionGracePeriodSeconds":0,"deletionTimestamp":"2026-01-01T00:00:00Z",\
                "labels":{"a":"ü","b":"2"},"name":"p"},\
                "spec":{"containers":[{"livenessProbe":{"tcpSocket":{"port":"http"}},"name":"c",\
                "resources":{"limits":{"cpu":"1500m"}}}],"terminationGracePeriodSeconds":0,\
                "volumes":[{"emptyDir":{},"name":"v"}]},"status":{}}""");
    }

    @Test
    void writesWhatTheyWrite() throws InvalidProtocolBufferException {
        var json = """
                {"apiVersion":"apps/v1","kind":"Deployment",\
                "metadata":{"creationTimestamp":"2026-01-01T00:00:00Z","labels":{"a":"b","c":"d"},\
                "managedFields":[{"fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}},"manager":"m"}],"name":"web"},\
                "spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},\
                "strategy":{"rollingUpdate":{"maxSurge":"25%","maxUnavailable":1}},\
                "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"image":"nginx","name":"c",\
                "ports":[{"containerPort":80}],"volumeMounts":[{"mountPath":"/s","name":"s","readOnly":true}]}],\
                "volumes":[{"name":"s","secret":{"defaultMode":420,"secretName":"s"}}]}}}}""";
        var ours = ProtoWriter.bytes(JsonReader.struct(Deployment.TYPE, json.getBytes(StandardCharsets.UTF_8)));
        var theirs = V1Apps.Deployment.parseFrom(ours);
        assertThat(theirs.getUnknownFields().asMap()).isEmpty();
        assertThat(theirs.toByteArray()).isEqualTo(ours);
        assertThat(theirs.getMetadata()
                        .getManagedFields(0)
                        .getFieldsV1()
                        .getRaw()
                        .toStringUtf8())
                .isEqualTo("{\"f:spec\":{}}");
        assertThat(theirs.getSpec().hasReplicas()).isTrue();
        assertThat(theirs.getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxSurge()
                        .getStrVal())
                .isEqualTo("25%");
        assertThat(theirs.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getVolumes(0)
                        .getVolumeSource()
                        .getSecret()
                        .getDefaultMode())
                .isEqualTo(420);
    }

    @Test
    void envelopesAreTheirs() throws InvalidProtocolBufferException {
        var json =
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{\"k\":\"/+8=\"},\"metadata\":{\"name\":\"s\"}}";
        var document = Envelope.document(JsonReader.struct(Secret.TYPE, json.getBytes(StandardCharsets.UTF_8)));
        assertThat(document).startsWith('k', '8', 's', 0);
        var unknown = Runtime.Unknown.parseFrom(ByteString.copyFrom(document, 4, document.length - 4));
        assertThat(unknown.getTypeMeta().getApiVersion()).isEqualTo("v1");
        assertThat(unknown.getTypeMeta().getKind()).isEqualTo("Secret");
        var secret = V1.Secret.parseFrom(unknown.getRaw());
        assertThat(secret.getDataOrThrow("k").toByteArray()).containsExactly(0xff, 0xef);
        var theirs = Runtime.Unknown.newBuilder()
                .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion("v1").setKind("Secret"))
                .setRaw(secret.toByteString())
                .setContentEncoding("")
                .setContentType("")
                .build()
                .toByteArray();
        var bytes = ByteBuffer.allocate(4 + theirs.length)
                .put(document, 0, 4)
                .put(theirs)
                .array();
        assertThat(Envelope.of(bytes).object(Secret.TYPE).get("data")).hasToString("{k=/+8=}");
    }
}
