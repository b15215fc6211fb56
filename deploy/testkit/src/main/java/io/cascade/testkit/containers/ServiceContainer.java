/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import io.cascade.local.service.ServiceReadiness;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/**
 * One container of a service, with as few rights as it has in production: it cannot write but to /tmp. Its port on this machine is
 * chosen beforehand, because Docker would choose another one at every start.
 */
final class ServiceContainer implements AutoCloseable {

    private static final int PORT = 8080;
    private static final String CONTRACTS = "/etc/cascade/contracts";
    private static final int STOP_SECONDS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LOG_CHARACTERS = 4_000;

    /**
     * What a container is made from.
     *
     * @param environment all settings of the service
     */
    record Options(
            String name, String image, Network network, Path contracts, Map<String, String> environment, int port) {}

    private final Options options;
    private final GenericContainer<?> container;

    private ServiceContainer(Options options, GenericContainer<?> container) {
        this.options = options;
        this.container = container;
    }

    /** Starts it, without waiting until it is ready. */
    static ServiceContainer start(Options options) {
        GenericContainer<?> container = new GenericContainer<>(options.image())
                .withNetwork(options.network())
                .withNetworkAliases(options.name())
                .withEnv(options.environment())
                .withTmpFs(Map.of("/tmp", "rw"))
                .withCreateContainerCmdModifier(create -> restrict(create, options));
        container.start();
        return new ServiceContainer(options, container);
    }

    private static void restrict(CreateContainerCmd create, Options options) {
        HostConfig host = Objects.requireNonNull(create.getHostConfig());
        ExposedPort inner = ExposedPort.tcp(PORT);
        create.withExposedPorts(inner);
        host.withPortBindings(new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", options.port()), inner));
        host.withBinds(new Bind(options.contracts().toString(), new Volume(CONTRACTS), AccessMode.ro));
        host.withReadonlyRootfs(true);
        host.withCapDrop(Capability.ALL);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + options.port());
    }

    void awaitReady() throws InterruptedException {
        ServiceReadiness readiness = new ServiceReadiness(url());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String state = readiness.ask();
        while (!state.equals(ServiceReadiness.READY)) {
            if (!isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        options.name() + " is not ready but " + (isAlive() ? state : "has ended") + ":\n" + logs());
            }
            Thread.sleep(Duration.ofMillis(100).toMillis());
            state = readiness.ask();
        }
    }

    /** When it was started last, to the nanosecond. */
    String run() {
        return String.valueOf(inspect().getState().getStartedAt());
    }

    boolean isAlive() {
        return Boolean.TRUE.equals(inspect().getState().getRunning());
    }

    void kill() {
        if (isAlive()) {
            docker().killContainerCmd(id()).withSignal("KILL").exec();
        }
    }

    void stop() {
        if (isAlive()) {
            docker().stopContainerCmd(id()).withTimeout(STOP_SECONDS).exec();
        }
    }

    void startAgain() {
        docker().startContainerCmd(id()).exec();
    }

    @Override
    public void close() {
        container.stop();
    }

    private String logs() {
        String logs = container.getLogs();
        return logs.substring(Math.max(0, logs.length() - LOG_CHARACTERS));
    }

    private InspectContainerResponse inspect() {
        return docker().inspectContainerCmd(id()).exec();
    }

    private String id() {
        return container.getContainerId();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
