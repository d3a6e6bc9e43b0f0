package io.navarch.kubelet.cri.containerd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The program of the sandbox image, as a Linux executable of some 270 bytes: it waits, lets the kernel reap its children
 * (as the first process of a pod with a shared pid namespace must) and ends on SIGTERM or SIGINT. Assembled from
 * {@code src/main/asm/pause-*.S}.
 */
enum PauseProgram {
    AMD64(62, """
            b80d000000bf11000000488d353f00000031d241ba080000000f05b80d00\
            0000bf0f000000488d35440000000f05b80d000000bf020000000f05b822\
            0000000f05ebf731ffb83c0000000f050f1f400001000000000000000200\
            00000000000000000000000000000000000000000000bb00400000000000\
            0000000400000000bb004000000000000000000000000000"""),
    ARM64(183, """
            c81080d2200280d281020010020080d2030180d2010000d4e00180d2e102\
            0010010000d4400080d2010000d4280980d2000080d2010080d2020080d2\
            030080d2010000d4faffff17000080d2c80b80d2010000d41f2003d50100\
            000000000000020000000000000000000000000000000000000000000000\
            c00040000000000000000000000000000000000000000000000000000000\
            0000""");

    private static final long BASE = 0x400000;
    private static final int FILE_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;

    private final short machine;
    private final String code;

    PauseProgram(int machine, String code) {
        this.machine = (short) machine;
        this.code = code;
    }

    /** The name OCI images have for the architecture. */
    String architecture() {
        return switch (this) {
            case AMD64 -> "amd64";
            case ARM64 -> "arm64";
        };
    }

    static PauseProgram ofHost() throws ContainerdException {
        String arch = System.getProperty("os.arch", "");
        return switch (arch) {
            case "amd64", "x86_64" -> AMD64;
            case "aarch64", "arm64" -> ARM64;
            default ->
                throw new ContainerdException("no sandbox program for the processor architecture " + arch
                        + "; use amd64 or arm64, or name a sandbox image of your own");
        };
    }

    /** The ELF file: header, one segment that is readable and executable, code. */
    byte[] elf() {
        byte[] text = HexFormat.of().parseHex(code);
        int size = FILE_HEADER + PROGRAM_HEADER + text.length;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16); // 64 bits, little endian, version 1
        elf.putShort((short) 2).putShort(machine).putInt(1); // executable
        elf.putLong(BASE + FILE_HEADER + PROGRAM_HEADER)
                .putLong(FILE_HEADER)
                .putLong(0)
                .putInt(0);
        elf.putShort((short) FILE_HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
        elf.position(FILE_HEADER);
        elf.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE); // load, read and execute
        elf.putLong(size).putLong(size).putLong(0x1000);
        return elf.put(text).array();
    }
}
