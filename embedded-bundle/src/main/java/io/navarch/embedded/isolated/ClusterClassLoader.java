package io.navarch.embedded.isolated;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees the cluster's own classes, the JDK's, and of the test's class path nothing but the API's package.
 *
 * <pre>
 *   test's class loader ── io.navarch.embedded ──▶ this ──▶ platform class loader
 *                                                   └─ {@link HiddenClasses}
 * </pre>
 */
final class ClusterClassLoader extends ClassLoader {
    private static final String API = "io.navarch.embedded.";
    private static final String SCHEME = "navarch-hidden";

    static {
        registerAsParallelCapable();
    }

    private final HiddenClasses hidden;
    private final ClassLoader host;

    ClusterClassLoader(HiddenClasses hidden, ClassLoader host) {
        super("navarch", ClassLoader.getPlatformClassLoader());
        this.hidden = hidden;
        this.host = host;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        var path = name.replace('.', '/').concat(".class");
        if (!hidden.contains(path)) {
            return name.startsWith(API) ? host.loadClass(name) : super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var known = findLoadedClass(name);
            return known == null ? define(name, path) : known;
        }
    }

    private Class<?> define(String name, String path) throws ClassNotFoundException {
        var slice = hidden.find(path);
        if (slice == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, slice.array(), slice.offset(), slice.length());
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        var slice = hidden.find(name);
        return slice == null ? getPlatformClassLoader().getResourceAsStream(name) : slice.open();
    }

    @Override
    public @Nullable URL getResource(String name) {
        var own = findResource(name);
        return own == null ? getPlatformClassLoader().getResource(name) : own;
    }

    @Override
    protected @Nullable URL findResource(String name) {
        if (!hidden.contains(name)) {
            return null;
        }
        try {
            return new URL(null, SCHEME + ":/" + name, new Handler());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        var own = findResource(name);
        return own == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(own));
    }

    /** Opens URLs of hidden resources. */
    private final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() throws IOException {
                    var slice = hidden.find(getURL().getPath().substring(1));
                    if (slice == null) {
                        throw new IOException("there is no " + getURL());
                    }
                    return slice.open();
                }
            };
        }
    }
}
