package io.navarch.apiserver.webhook;

import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.watchcache.StoreMirror;
import io.navarch.model.ObjectKey;
import io.navarch.model.kind.Kinds;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The webhooks of one kind of configuration, in the order in which they are called: by the name of their configuration, then as
 * it lists them. Kept equal to the store by its watch thread, read by every request without locks.
 */
final class WebhookRegistrations {
    private static final String GROUP = "admissionregistration.k8s.io";

    private final StructType type;
    private final TreeMap<String, List<Webhook>> byConfiguration = new TreeMap<>();
    private volatile List<Webhook> all = List.of();

    /** @param plural mutatingwebhookconfigurations or validatingwebhookconfigurations */
    WebhookRegistrations(Registrations registrations, Kinds kinds, String plural) {
        var kind = kinds.definition(GROUP, plural).orElseThrow();
        this.type = kind.storageVersion().type();
        registrations.follow(kind, new StoreMirror.Listener() {
            @Override
            public void put(ObjectKey key, byte[] json) {
                change(key.name(), webhooks(key.name(), json));
            }

            @Override
            public void remove(ObjectKey key) {
                change(key.name(), List.of());
            }
        });
    }

    private void change(String configuration, List<Webhook> webhooks) {
        if (webhooks.isEmpty()) {
            byConfiguration.remove(configuration);
        } else {
            byConfiguration.put(configuration, webhooks);
        }
        all = byConfiguration.values().stream().flatMap(List::stream).toList();
    }

    private List<Webhook> webhooks(String configuration, byte[] json) {
        var webhooks = new ArrayList<Webhook>();
        if (JsonReader.struct(type, json).get("webhooks") instanceof List<?> stated) {
            for (var webhook : stated) {
                webhooks.add(Webhook.of(configuration, webhooks.size(), (Obj) webhook));
            }
        }
        return webhooks;
    }

    List<Webhook> all() {
        return all;
    }
}
