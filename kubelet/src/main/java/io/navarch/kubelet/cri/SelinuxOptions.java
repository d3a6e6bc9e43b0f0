package io.navarch.kubelet.cri;

/** An SELinux label; parts that are not given are empty. */
public record SelinuxOptions(String user, String role, String type, String level) {}
