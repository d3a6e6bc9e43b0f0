package io.navarch.apiserver.discovery;

import io.navarch.apiserver.auth.TokenKeys;
import io.navarch.apiserver.pipeline.Routes;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import java.util.List;
import java.util.Map;

/** Lets others verify service account tokens: the OpenID configuration of the issuer and its keys. */
public final class IssuerDiscovery {
    private IssuerDiscovery() {}

    /** Adds {@code /.well-known/openid-configuration} and {@code /openid/v1/jwks}. */
    public static void addTo(Routes.Builder routes, String issuer, TokenKeys keys) {
        var configuration = JsonWriter.bytes(Dict.builder()
                .put("id_token_signing_alg_values_supported", keys.algorithms())
                .put("issuer", issuer)
                .put("jwks_uri", issuer + "/openid/v1/jwks")
                .put("response_types_supported", List.of("id_token"))
                .put("subject_types_supported", List.of("public"))
                .build());
        var jwks = keys.jwks();
        routes.at("/.well-known/openid-configuration", request -> cached("application/json", configuration));
        routes.at("/openid/v1/jwks", request -> cached("application/jwk-set+json", jwks));
    }

    private static ApiResponse cached(String type, byte[] body) {
        return new ApiResponse(
                200, type, Map.of("Cache-Control", List.of("public, max-age=3600")), ApiResponse.Bytes.of(body));
    }
}
