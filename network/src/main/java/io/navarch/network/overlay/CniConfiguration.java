package io.navarch.network.overlay;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

/** The CNI configuration by which the container engine connects pods: the stock plugins bridge, host-local and portmap. */
final class CniConfiguration {
    private static final String FILE = "10-navarch.conflist";

    private CniConfiguration() {}

    /**
     * The configuration list as JSON.
     *
     * @param addresses where the plugins remember which pod has which address: each node its own, as several may share a disk
     */
    static byte[] render(String bridge, String podCidr, int mtu, Path addresses) {
        var ipam = Dict.builder()
                .put("type", "host-local")
                .put("dataDir", addresses.toString())
                .put("ranges", List.of(List.of(Dict.of("subnet", podCidr))))
                .put("routes", List.of(Dict.of("dst", "0.0.0.0/0")))
                .build();
        var bridgePlugin = Dict.builder()
                .put("type", "bridge")
                .put("bridge", bridge)
                .put("isGateway", true)
                .put("ipMasq", false)
                .put("hairpinMode", true)
                .put("mtu", (long) mtu)
                .put("ipam", ipam)
                .build();
        var portmap = Dict.of("type", "portmap", "capabilities", Dict.of("portMappings", true));
        return JsonWriter.bytes(Dict.builder()
                .put("cniVersion", "0.4.0")
                .put("name", Overlay.CNI_NETWORK)
                .put("plugins", List.of(bridgePlugin, portmap))
                .build());
    }

    /**
     * Writes the configuration into the folder, at once or not at all; one that somebody else put there is respected.
     *
     * @return whether the engine goes by ours
     */
    static boolean write(Path folder, byte[] configuration) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(folder)) {
            var others = files.map(file -> file.getFileName().toString())
                    .filter(name ->
                            Set.of("conf", "conflist", "json").contains(name.substring(name.lastIndexOf('.') + 1)))
                    .filter(name -> !name.equals(FILE))
                    .toList();
            if (!others.isEmpty()) {
                return false;
            }
        }
        var target = folder.resolve(FILE);
        if (Files.exists(target) && java.util.Arrays.equals(Files.readAllBytes(target), configuration)) {
            return true;
        }
        var temporary = folder.resolve("." + FILE);
        Files.write(temporary, configuration);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }
}
