# The node of the harness, which sources this: containerd, kubelet, kube-proxy, and the controllers and scheduler that make
# pods of Jobs and Deployments. It runs on this machine, as root, without a container engine or a VM.

NODE_NAME=aifactory-node
POD_NETWORK=10.245.0.0/24
PAUSE_IMAGE=localhost/aifactory-pause:1
# Buildah as it works where it is itself in a container.
export BUILDAH_ISOLATION=chroot

install_node_packages() {
  local missing=() program
  for program in containerd:containerd runc:runc buildah:buildah debootstrap:debootstrap conntrack:conntrack iptables:iptables socat:socat gcc:gcc python3:python3; do
    have "${program%%:*}" || PATH=$PATH:/usr/sbin:/sbin have "${program%%:*}" || missing+=("${program##*:}")
  done
  [ -x /usr/lib/cni/bridge ] || missing+=(containernetworking-plugins)
  [ -e /usr/include/signal.h ] || missing+=(libc6-dev)
  [ ${#missing[@]} -gt 0 ] || return 0
  have apt-get || { say "these are missing, and there is no apt-get to fetch them with: ${missing[*]}"; return 1; }
  say "installing ${missing[*]}"
  as_root apt-get -qq update >/dev/null || say 'apt-get update failed; trying with what it knew'
  # Nothing is started by being installed.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 as_root apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

containerd_socket() { echo "$RUN/containerd/containerd.sock"; }
in_containerd() { ctr -a "$(containerd_socket)" -n k8s.io "$@"; }

node_up() {
  [ "$(id -u)" = 0 ] || { say 'a node needs root'; return 1; }
  export PATH=$PATH:/usr/sbin:/sbin
  build node
  mkdir -p "$RUN/containerd" "$RUN/cni"
  local manager_port scheduler_port kubelet_port
  manager_port=$(free_port) scheduler_port=$(free_port) kubelet_port=$(free_port)
  start kube-controller-manager "$BIN/kube-controller-manager" --kubeconfig "$KUBECONFIG_PATH" --leader-elect=false --secure-port "$manager_port" \
    --service-account-private-key-file "$RUN/accounts.key" --root-ca-file "$RUN/certificates/apiserver.crt" --use-service-account-credentials
  start kube-scheduler "$BIN/kube-scheduler" --kubeconfig "$KUBECONFIG_PATH" --leader-elect=false --secure-port "$scheduler_port"
  start_containerd
  wait_for containerd 20 ctr -a "$(containerd_socket)" version || return 1
  load_pause
  kubelet_configuration "$kubelet_port" >"$RUN/kubelet.yaml"
  # The API server finds the kubelet, for logs, by the name of the node.
  grep -q " $NODE_NAME\$" /etc/hosts || echo "127.0.0.1 $NODE_NAME" >>/etc/hosts
  start kubelet "$BIN/kubelet" --kubeconfig "$KUBECONFIG_PATH" --config "$RUN/kubelet.yaml" --root-dir "$RUN/kubelet" --hostname-override "$NODE_NAME" \
    --node-labels topology.kubernetes.io/zone=here
  proxy_configuration >"$RUN/kube-proxy.yaml"
  start kube-proxy "$BIN/kube-proxy" --config "$RUN/kube-proxy.yaml" --hostname-override "$NODE_NAME"
  wait_for kubelet 60 "$BIN/kubectl" --kubeconfig "$KUBECONFIG_PATH" wait --for=condition=Ready "node/$NODE_NAME" --timeout=1s
}

start_containerd() {
  # In a sandbox runc may neither lower oom_score_adj nor raise resource limits, so both are left out.
  cat >"$RUN/runtime" <<'PYTHON'
#!/usr/bin/env python3
import json, os, shutil, sys
arguments = sys.argv[1:]
if 'create' in arguments and '--bundle' in arguments:
    path = os.path.join(arguments[arguments.index('--bundle') + 1], 'config.json')
    with open(path) as file:
        spec = json.load(file)
    spec['process'].pop('oomScoreAdj', None)
    spec['process'].pop('rlimits', None)
    with open(path, 'w') as file:
        json.dump(spec, file)
os.execv(shutil.which('runc') or '/usr/sbin/runc', ['runc', *arguments])
PYTHON
  chmod +x "$RUN/runtime"
  cat >"$RUN/cni/10-bridge.conflist" <<JSON
{ "cniVersion": "0.4.0", "name": "aifactory", "plugins": [
  { "type": "bridge", "bridge": "aifactory0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
    "ipam": { "type": "host-local", "dataDir": "$RUN/cni/addresses", "ranges": [[{ "subnet": "$POD_NETWORK" }]], "routes": [{ "dst": "0.0.0.0/0" }] } }] }
JSON
  local socket
  socket=$(containerd_socket)
  containerd config default | sed -E "s#^root = .*#root = \"$RUN/containerd/root\"#; s#^state = .*#state = \"$RUN/containerd/state\"#
    s#/run/containerd/containerd.sock#$socket#g; s#sandbox_image = .*#sandbox_image = \"$PAUSE_IMAGE\"#
    s#BinaryName = .*#BinaryName = \"$RUN/runtime\"#; s#conf_dir = .*#conf_dir = \"$RUN/cni\"#; s#bin_dir = .*#bin_dir = \"/usr/lib/cni\"#" >"$RUN/containerd.toml"
  start containerd containerd -c "$RUN/containerd.toml"
}

# The container that holds a pod's network does nothing, and is made here since no registry is asked.
load_pause() {
  local archive=$CACHE/pause.tar
  if [ ! -f "$archive" ]; then
    local work container
    work=$(mktemp -d)
    cat >"$work/pause.c" <<'C'
#include <signal.h>
#include <unistd.h>
static void end(int signal) { (void)signal; _exit(0); }
int main(void) { signal(SIGINT, end); signal(SIGTERM, end); for (;;) pause(); }
C
    gcc -static -O2 -o "$work/pause" "$work/pause.c"
    container=$(buildah from scratch)
    buildah copy -q "$container" "$work/pause" /pause >/dev/null
    buildah config --entrypoint '["/pause"]' "$container"
    buildah commit -q "$container" "oci-archive:$archive.new:$PAUSE_IMAGE" >/dev/null
    buildah rm "$container" >/dev/null
    mv "$archive.new" "$archive"
    rm -rf "$work"
  fi
  load_image "$archive" >/dev/null
}

load_image() { in_containerd images import "$1"; }

# Swap, cgroups of either version and a machine that others use too: as little is asked of it as can be.
kubelet_configuration() {
  cat <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $1
healthzPort: 0
authentication: { anonymous: { enabled: true }, webhook: { enabled: false } }
authorization: { mode: AlwaysAllow }
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
failCgroupV1: false
localStorageCapacityIsolation: true
containerRuntimeEndpoint: unix://$(containerd_socket)
resolvConf: /etc/resolv.conf
syncFrequency: 5s
configMapAndSecretChangeDetectionStrategy: Watch
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
evictionHard: { memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1% }
imageGCHighThresholdPercent: 100
YAML
}

proxy_configuration() {
  cat <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clusterCIDR: $POD_NETWORK
clientConnection: { kubeconfig: "$KUBECONFIG_PATH" }
healthzBindAddress: ""
metricsBindAddress: ""
conntrack: { maxPerCore: 0 }
iptables: { minSyncPeriod: 0s, syncPeriod: 30s }
YAML
}

node_down() {
  [ -d "$RUN/containerd" ] || return 0
  halt kubelet kube-proxy kube-scheduler kube-controller-manager
  export PATH=$PATH:/usr/sbin:/sbin
  if [ -S "$(containerd_socket)" ]; then
    local task
    for task in $(in_containerd tasks ls -q 2>/dev/null); do
      in_containerd tasks kill -s 9 "$task" >/dev/null 2>&1 || true
      in_containerd tasks delete -f "$task" >/dev/null 2>&1 || true
    done
  fi
  halt containerd
  [ ! -x "$BIN/kube-proxy" ] || "$BIN/kube-proxy" --config "$RUN/kube-proxy.yaml" --cleanup >/dev/null 2>&1 || true
  ip link delete aifactory0 2>/dev/null || true
  awk -v under="$RUN" '$2 ~ "^"under { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
}
