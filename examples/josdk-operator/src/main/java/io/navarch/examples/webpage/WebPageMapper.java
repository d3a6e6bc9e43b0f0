package io.navarch.examples.webpage;

import io.javaoperatorsdk.webhook.conversion.Mapper;
import io.javaoperatorsdk.webhook.conversion.TargetVersion;

/** The present version is the one that all others are translated by way of. */
@TargetVersion("v1")
public class WebPageMapper implements Mapper<WebPage, WebPage> {
    @Override
    public WebPage toHub(WebPage page) {
        return page;
    }

    @Override
    public WebPage fromHub(WebPage page) {
        return page;
    }
}
