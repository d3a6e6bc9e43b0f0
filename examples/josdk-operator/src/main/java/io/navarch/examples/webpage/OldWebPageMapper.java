package io.navarch.examples.webpage;

import io.javaoperatorsdk.webhook.conversion.Mapper;
import io.javaoperatorsdk.webhook.conversion.TargetVersion;
import java.util.regex.Pattern;

/** Translates between the first version and the present one. */
@TargetVersion("v1beta1")
public class OldWebPageMapper implements Mapper<OldWebPage, WebPage> {
    private static final Pattern PAGE = Pattern.compile("(?s)<h1>(.*?)</h1>(.*)");

    @Override
    public WebPage toHub(OldWebPage old) {
        var page = new WebPage();
        page.setMetadata(old.getMetadata());
        page.setStatus(old.getStatus());
        var spec = new WebPage.Spec();
        spec.setHtml("<h1>" + old.getSpec().getTitle() + "</h1>" + old.getSpec().getText());
        page.setSpec(spec);
        return page;
    }

    @Override
    public OldWebPage fromHub(WebPage page) {
        var old = new OldWebPage();
        old.setMetadata(page.getMetadata());
        old.setStatus(page.getStatus());
        var spec = new OldWebPage.Spec();
        var parts = PAGE.matcher(page.getSpec().getHtml());
        boolean titled = parts.matches();
        spec.setTitle(titled ? parts.group(1) : "");
        spec.setText(titled ? parts.group(2) : page.getSpec().getHtml());
        old.setSpec(spec);
        return old;
    }
}
