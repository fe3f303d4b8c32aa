import { type InstalledObject, type InstallOptions, LABELS, NAME, PROBE_PORT, SELECTOR, WEBHOOK_PORT } from './install-options.js'

const probe = (path: string, more: object) => ({ httpGet: { path, port: 'metrics' }, ...more })

/** The pods that work, and what keeps one of them there. */
export function workload(options: InstallOptions): InstalledObject[] {
  const { namespace } = options
  return [deployment(options), service(namespace), networkPolicy(namespace), disruptionBudget(namespace)]
}

function deployment({ namespace, image, replicas, defaultServiceAccount, args }: InstallOptions): InstalledObject {
  const account = defaultServiceAccount === undefined ? [] : [`--default-service-account=${defaultServiceAccount}`]
  const container = {
    name: 'controller',
    image,
    command: ['node', 'bin/aifactory.js', 'controller'],
    args: ['--cache-dir=/cache', `--port=${PROBE_PORT}`, `--webhook-port=${WEBHOOK_PORT}`, ...account, ...args],
    env: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=384' }],
    ports: [
      { name: 'metrics', containerPort: PROBE_PORT },
      { name: 'webhooks', containerPort: WEBHOOK_PORT },
    ],
    livenessProbe: probe('/healthz', { initialDelaySeconds: 10, periodSeconds: 20, timeoutSeconds: 5 }),
    readinessProbe: probe('/readyz', { periodSeconds: 5, timeoutSeconds: 5 }),
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
    },
    volumeMounts: [
      { name: 'cache', mountPath: '/cache' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME, namespace, labels: LABELS },
    spec: {
      replicas,
      selector: { matchLabels: SELECTOR },
      template: {
        metadata: { labels: LABELS },
        spec: {
          serviceAccountName: NAME,
          automountServiceAccountToken: true,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            fsGroup: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          // The one that works ends what it does and lets go of the lease.
          terminationGracePeriodSeconds: 60,
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: SELECTOR },
            },
          ],
          containers: [container],
          volumes: [
            { name: 'cache', emptyDir: { sizeLimit: '4Gi' } },
            { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
          ],
        },
      },
    },
  }
}

function service(namespace: string): InstalledObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: NAME, namespace, labels: LABELS },
    spec: {
      type: 'ClusterIP',
      selector: SELECTOR,
      ports: [
        { name: 'metrics', port: PROBE_PORT, targetPort: 'metrics', protocol: 'TCP' },
        { name: 'webhooks', port: 80, targetPort: 'webhooks', protocol: 'TCP' },
      ],
    },
  }
}

/** Only metrics and webhooks come in. Where git and the API server are is not known here, so that everything may go out. */
function networkPolicy(namespace: string): InstalledObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: NAME, namespace, labels: LABELS },
    spec: {
      podSelector: { matchLabels: SELECTOR },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          ports: [
            { port: PROBE_PORT, protocol: 'TCP' },
            { port: WEBHOOK_PORT, protocol: 'TCP' },
          ],
        },
      ],
      egress: [{}],
    },
  }
}

function disruptionBudget(namespace: string): InstalledObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: NAME, namespace, labels: LABELS },
    spec: { minAvailable: 1, selector: { matchLabels: SELECTOR } },
  }
}

export function serviceMonitor(namespace: string): InstalledObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: NAME, namespace, labels: LABELS },
    spec: { selector: { matchLabels: SELECTOR }, endpoints: [{ port: 'metrics', path: '/metrics', interval: '30s' }] },
  }
}
