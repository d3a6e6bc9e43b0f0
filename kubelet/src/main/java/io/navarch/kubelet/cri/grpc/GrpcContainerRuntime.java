package io.navarch.kubelet.cri.grpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.navarch.cri.v1.ContainerStatsRequest;
import io.navarch.cri.v1.ContainerStatusRequest;
import io.navarch.cri.v1.CreateContainerRequest;
import io.navarch.cri.v1.ExecSyncRequest;
import io.navarch.cri.v1.GetEventsRequest;
import io.navarch.cri.v1.ImageFsInfoRequest;
import io.navarch.cri.v1.ImageServiceGrpc;
import io.navarch.cri.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import io.navarch.cri.v1.ImageStatusRequest;
import io.navarch.cri.v1.ListContainerStatsRequest;
import io.navarch.cri.v1.ListContainersRequest;
import io.navarch.cri.v1.ListImagesRequest;
import io.navarch.cri.v1.ListPodSandboxRequest;
import io.navarch.cri.v1.NetworkConfig;
import io.navarch.cri.v1.PodSandboxStatusRequest;
import io.navarch.cri.v1.PortForwardRequest;
import io.navarch.cri.v1.PullImageRequest;
import io.navarch.cri.v1.RemoveContainerRequest;
import io.navarch.cri.v1.RemoveImageRequest;
import io.navarch.cri.v1.RemovePodSandboxRequest;
import io.navarch.cri.v1.ReopenContainerLogRequest;
import io.navarch.cri.v1.RunPodSandboxRequest;
import io.navarch.cri.v1.RuntimeConfig;
import io.navarch.cri.v1.RuntimeConfigRequest;
import io.navarch.cri.v1.RuntimeServiceGrpc;
import io.navarch.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.navarch.cri.v1.StartContainerRequest;
import io.navarch.cri.v1.StatusRequest;
import io.navarch.cri.v1.StopContainerRequest;
import io.navarch.cri.v1.StopPodSandboxRequest;
import io.navarch.cri.v1.UpdateContainerResourcesRequest;
import io.navarch.cri.v1.UpdateRuntimeConfigRequest;
import io.navarch.cri.v1.VersionRequest;
import io.navarch.kubelet.cri.AttachRequest;
import io.navarch.kubelet.cri.CgroupDriver;
import io.navarch.kubelet.cri.Container;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerEventListener;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ContainerStats;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.ExecRequest;
import io.navarch.kubelet.cri.ExecResult;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.ImageFilesystems;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.kubelet.cri.LinuxContainerResources;
import io.navarch.kubelet.cri.LogSource;
import io.navarch.kubelet.cri.LogStart;
import io.navarch.kubelet.cri.PodSandbox;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.PodSandboxFilter;
import io.navarch.kubelet.cri.PodSandboxStatus;
import io.navarch.kubelet.cri.RegistryAuth;
import io.navarch.kubelet.cri.RpcCode;
import io.navarch.kubelet.cri.RuntimeStatus;
import io.navarch.kubelet.cri.RuntimeVersion;
import io.navarch.kubelet.cri.StreamingEndpoint;
import io.navarch.kubelet.cri.Subscription;
import io.navarch.kubelet.cri.log.FileLogSource;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An engine behind a unix socket. Calls take at most the request timeout (upstream's {@code
 * --runtime-request-timeout}) beyond what they are asked to wait for; image pulls and commands without a timeout take
 * as long as they take. Main class of the package, with a method for each call of
 * the contract: encoding is in {@link ProtoEncoder} and {@link ProtoDecoder}.
 */
public final class GrpcContainerRuntime implements ContainerRuntime {
    /** What upstream's kubelet allows a call by default. */
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration UNLIMITED = Duration.ZERO;

    private final UnixChannel channel;
    private final Clock clock;
    private final Duration requestTimeout;

    /** An engine that will be connected to at the first call. */
    public GrpcContainerRuntime(Path socket, Clock clock, Duration requestTimeout) {
        this.channel = new UnixChannel(socket);
        this.clock = clock;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public RuntimeVersion version() {
        var answer = runtime(stub -> stub.version(VersionRequest.getDefaultInstance()));
        return new RuntimeVersion(answer.getRuntimeName(), answer.getRuntimeVersion(), answer.getRuntimeApiVersion());
    }

    @Override
    public RuntimeStatus status() {
        return ProtoDecoder.runtimeStatus(runtime(stub -> stub.status(StatusRequest.getDefaultInstance())));
    }

    @Override
    public void updateRuntimeConfig(String podCidr) {
        var config = RuntimeConfig.newBuilder()
                .setNetworkConfig(NetworkConfig.newBuilder().setPodCidr(podCidr));
        var request =
                UpdateRuntimeConfigRequest.newBuilder().setRuntimeConfig(config).build();
        runtime(stub -> stub.updateRuntimeConfig(request));
    }

    @Override
    public Optional<CgroupDriver> cgroupDriver() {
        try {
            var answer = runtime(stub -> stub.runtimeConfig(RuntimeConfigRequest.getDefaultInstance()));
            return switch (answer.getLinux().getCgroupDriver()) {
                case SYSTEMD -> Optional.of(CgroupDriver.SYSTEMD);
                case CGROUPFS -> Optional.of(CgroupDriver.CGROUPFS);
                case UNRECOGNIZED -> Optional.empty();
            };
        } catch (ContainerRuntimeException e) {
            if (e.code() == RpcCode.UNIMPLEMENTED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
        var request = RunPodSandboxRequest.newBuilder()
                .setConfig(ProtoEncoder.sandboxConfig(config))
                .setRuntimeHandler(runtimeHandler)
                .build();
        // Network plug-ins may wait for others: twice the usual time, as upstream's kubelet has it.
        return runtime(requestTimeout.multipliedBy(2), stub -> stub.runPodSandbox(request))
                .getPodSandboxId();
    }

    @Override
    public void stopPodSandbox(String podSandboxId) {
        var request =
                StopPodSandboxRequest.newBuilder().setPodSandboxId(podSandboxId).build();
        unlessGone(() -> runtime(stub -> stub.stopPodSandbox(request)));
    }

    @Override
    public void removePodSandbox(String podSandboxId) {
        var request = RemovePodSandboxRequest.newBuilder()
                .setPodSandboxId(podSandboxId)
                .build();
        unlessGone(() -> runtime(stub -> stub.removePodSandbox(request)));
    }

    @Override
    public PodSandboxStatus podSandboxStatus(String podSandboxId) {
        var request = PodSandboxStatusRequest.newBuilder()
                .setPodSandboxId(podSandboxId)
                .build();
        return ProtoDecoder.sandboxStatus(
                runtime(stub -> stub.podSandboxStatus(request)).getStatus());
    }

    @Override
    public List<PodSandbox> listPodSandboxes(PodSandboxFilter filter) {
        var request = ListPodSandboxRequest.newBuilder()
                .setFilter(ProtoEncoder.filter(filter))
                .build();
        return runtime(stub -> stub.listPodSandbox(request)).getItemsList().stream()
                .map(ProtoDecoder::sandbox)
                .toList();
    }

    @Override
    public String createContainer(String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig) {
        var request = CreateContainerRequest.newBuilder()
                .setPodSandboxId(podSandboxId)
                .setConfig(ProtoEncoder.containerConfig(config))
                .setSandboxConfig(ProtoEncoder.sandboxConfig(sandboxConfig))
                .build();
        return runtime(stub -> stub.createContainer(request)).getContainerId();
    }

    @Override
    public void startContainer(String containerId) {
        var request =
                StartContainerRequest.newBuilder().setContainerId(containerId).build();
        runtime(stub -> stub.startContainer(request));
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        var request = StopContainerRequest.newBuilder()
                .setContainerId(containerId)
                .setTimeout(wholeSeconds(grace))
                .build();
        unlessGone(() -> runtime(requestTimeout.plus(grace), stub -> stub.stopContainer(request)));
    }

    @Override
    public void removeContainer(String containerId) {
        var request =
                RemoveContainerRequest.newBuilder().setContainerId(containerId).build();
        unlessGone(() -> runtime(stub -> stub.removeContainer(request)));
    }

    @Override
    public List<Container> listContainers(ContainerFilter filter) {
        var request = ListContainersRequest.newBuilder()
                .setFilter(ProtoEncoder.filter(filter))
                .build();
        return runtime(stub -> stub.listContainers(request)).getContainersList().stream()
                .map(ProtoDecoder::container)
                .toList();
    }

    @Override
    public ContainerStatus containerStatus(String containerId) {
        var request =
                ContainerStatusRequest.newBuilder().setContainerId(containerId).build();
        return ProtoDecoder.containerStatus(
                runtime(stub -> stub.containerStatus(request)).getStatus());
    }

    @Override
    public void updateContainerResources(String containerId, LinuxContainerResources resources) {
        var request = UpdateContainerResourcesRequest.newBuilder()
                .setContainerId(containerId)
                .setLinux(ProtoEncoder.resources(resources))
                .build();
        runtime(stub -> stub.updateContainerResources(request));
    }

    @Override
    public void reopenContainerLog(String containerId) {
        var request = ReopenContainerLogRequest.newBuilder()
                .setContainerId(containerId)
                .build();
        runtime(stub -> stub.reopenContainerLog(request));
    }

    @Override
    public LogSource openLog(String containerId, Path logPath, LogStart start) throws IOException {
        return FileLogSource.open(logPath, start, clock);
    }

    @Override
    public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
        var request = ExecSyncRequest.newBuilder()
                .setContainerId(containerId)
                .addAllCmd(command)
                .setTimeout(wholeSeconds(timeout))
                .build();
        Duration limit = timeout.isZero() ? UNLIMITED : requestTimeout.plus(timeout);
        var answer = runtime(limit, stub -> stub.execSync(request));
        return new ExecResult(
                answer.getExitCode(),
                answer.getStdout().toByteArray(),
                answer.getStderr().toByteArray());
    }

    @Override
    public StreamingEndpoint exec(ExecRequest request) {
        var proto = io.navarch.cri.v1.ExecRequest.newBuilder()
                .setContainerId(request.containerId())
                .addAllCmd(request.command())
                .setTty(request.tty())
                .setStdin(request.stdin())
                .setStdout(request.stdout())
                .setStderr(request.stderr())
                .build();
        return remote(runtime(stub -> stub.exec(proto)).getUrl());
    }

    @Override
    public StreamingEndpoint attach(AttachRequest request) {
        var proto = io.navarch.cri.v1.AttachRequest.newBuilder()
                .setContainerId(request.containerId())
                .setTty(request.tty())
                .setStdin(request.stdin())
                .setStdout(request.stdout())
                .setStderr(request.stderr())
                .build();
        return remote(runtime(stub -> stub.attach(proto)).getUrl());
    }

    @Override
    public StreamingEndpoint portForward(String podSandboxId, List<Integer> ports) {
        var request = PortForwardRequest.newBuilder()
                .setPodSandboxId(podSandboxId)
                .addAllPort(ports)
                .build();
        return remote(runtime(stub -> stub.portForward(request)).getUrl());
    }

    private static StreamingEndpoint remote(String url) {
        return new StreamingEndpoint.Remote(URI.create(url));
    }

    @Override
    public ContainerStats containerStats(String containerId) {
        var request =
                ContainerStatsRequest.newBuilder().setContainerId(containerId).build();
        return ProtoDecoder.stats(runtime(stub -> stub.containerStats(request)).getStats());
    }

    @Override
    public List<ContainerStats> listContainerStats(ContainerFilter filter) {
        var request = ListContainerStatsRequest.newBuilder()
                .setFilter(ProtoEncoder.statsFilter(filter))
                .build();
        return runtime(stub -> stub.listContainerStats(request)).getStatsList().stream()
                .map(ProtoDecoder::stats)
                .toList();
    }

    @Override
    public Subscription watchEvents(ContainerEventListener listener) {
        var watch = new EventWatch(listener, channel.socket());
        RuntimeServiceGrpc.newStub(channel.get()).getContainerEvents(GetEventsRequest.getDefaultInstance(), watch);
        return watch;
    }

    @Override
    public List<Image> listImages() {
        return images(requestTimeout, stub -> stub.listImages(ListImagesRequest.getDefaultInstance()))
                .getImagesList()
                .stream()
                .map(ProtoDecoder::image)
                .toList();
    }

    @Override
    public Optional<Image> imageStatus(ImageSpec image) {
        var request = ImageStatusRequest.newBuilder()
                .setImage(ProtoEncoder.image(image))
                .build();
        var answer = images(requestTimeout, stub -> stub.imageStatus(request));
        return answer.hasImage() ? Optional.of(ProtoDecoder.image(answer.getImage())) : Optional.empty();
    }

    @Override
    public String pullImage(ImageSpec image, @Nullable RegistryAuth auth, @Nullable PodSandboxConfig sandbox) {
        var request = PullImageRequest.newBuilder().setImage(ProtoEncoder.image(image));
        if (auth != null) {
            request.setAuth(ProtoEncoder.auth(auth));
        }
        if (sandbox != null) {
            request.setSandboxConfig(ProtoEncoder.sandboxConfig(sandbox));
        }
        return images(UNLIMITED, stub -> stub.pullImage(request.build())).getImageRef();
    }

    @Override
    public void removeImage(ImageSpec image) {
        var request = RemoveImageRequest.newBuilder()
                .setImage(ProtoEncoder.image(image))
                .build();
        unlessGone(() -> images(requestTimeout, stub -> stub.removeImage(request)));
    }

    @Override
    public ImageFilesystems imageFilesystems() {
        var answer = images(requestTimeout, stub -> stub.imageFsInfo(ImageFsInfoRequest.getDefaultInstance()));
        return new ImageFilesystems(
                answer.getImageFilesystemsList().stream()
                        .map(ProtoDecoder::filesystem)
                        .toList(),
                answer.getContainerFilesystemsList().stream()
                        .map(ProtoDecoder::filesystem)
                        .toList());
    }

    @Override
    public void close() {
        channel.close();
    }

    /** Stops and removals may be repeated: some engines say not found to the second one. */
    private static void unlessGone(Runnable call) {
        try {
            call.run();
        } catch (ContainerRuntimeException e) {
            if (!e.notFound()) {
                throw e;
            }
        }
    }

    private <A> A runtime(Function<RuntimeServiceBlockingStub, A> call) {
        return runtime(requestTimeout, call);
    }

    private <A> A runtime(Duration limit, Function<RuntimeServiceBlockingStub, A> call) {
        return call(RuntimeServiceGrpc::newBlockingStub, limit, call);
    }

    private <A> A images(Duration limit, Function<ImageServiceBlockingStub, A> call) {
        return call(ImageServiceGrpc::newBlockingStub, limit, call);
    }

    private <S extends AbstractStub<S>, A> A call(
            Function<ManagedChannel, S> stubs, Duration limit, Function<S, A> call) {
        try {
            S stub = stubs.apply(channel.get());
            return call.apply(limit.isZero() ? stub : stub.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            throw RpcFailures.translate(e, channel.socket());
        }
    }

    /** Seconds, rounded up: half a second of grace must not become none. */
    private static long wholeSeconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
