package io.navarch.kubelet.cri;

/** How an engine names and makes cgroups. */
public enum CgroupDriver {
    SYSTEMD,
    CGROUPFS
}
