package io.navarch.examples.webpage;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;

/** A page as it was first written down: a title and a text, and no number of replicas. */
@Group("examples.navarch.io")
@Version("v1beta1")
@Kind("WebPage")
public class OldWebPage extends CustomResource<OldWebPage.Spec, WebPage.Status> implements Namespaced {
    /** What is wanted. */
    public static class Spec {
        private String title;
        private String text;

        public String getTitle() {
            return title;
        }

        public void setTitle(String title) {
            this.title = title;
        }

        public String getText() {
            return text;
        }

        public void setText(String text) {
            this.text = text;
        }
    }
}
