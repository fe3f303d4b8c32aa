import { setImmediate } from 'node:timers/promises'
import type { Factory } from '../../compiler/graph/factory.js'
import type { ClusterApi } from '../platforms/kubernetes/cluster-api.js'
import { ClusterFactory } from '../platforms/kubernetes/cluster-factory.js'
import type { CrashPoints } from './crash-points.js'
import { START } from './factory-fixture.js'
import { FakeCluster } from './fake-cluster.js'
import { FakeMachine } from './fake-platform.js'

/** A control plane over a cluster of tests, with a clock that stands still until it is moved. */
export class ClusterWorld {
  readonly machine = new FakeMachine()
  readonly cluster = new FakeCluster(this.machine)
  now = START
  #current: ClusterFactory | undefined

  get running(): ClusterFactory | undefined {
    return this.#current
  }

  /** Starts a control plane that is killed at one of its requests, before it is sent or before its answer comes. */
  async start(factory: Factory, points?: CrashPoints): Promise<ClusterFactory> {
    this.#current = await ClusterFactory.open(factory, {
      api: points ? crashing(this.cluster, points) : this.cluster,
      factoryName: factory.name,
      reporter: { event: () => {}, progress: () => {}, served: () => {} },
      ask: (address) => this.cluster.ask(address),
      wait: () => setImmediate(),
      now: () => this.now,
      clockOffset: 0,
    })
    return this.#current
  }

  /** Puts a factory in force and does what is to be done at this moment. A control plane that dies throws. */
  async apply(factory: Factory): Promise<void> {
    const running = this.#current ?? (await this.start(factory))
    running.apply(factory, { id: 'c1', message: '', author: '' })
    await running.settle()
  }

  /** Ends the control plane as a crash does: what it has not kept is lost. */
  stop(): void {
    this.#current = undefined
  }
}

/** An API whose client is killed at a point, with the request sent or not, as the network has it. */
function crashing(api: ClusterApi, points: CrashPoints): ClusterApi {
  const around = async <T>(name: string, send: () => Promise<T>): Promise<T> => {
    points.pass(`before ${name}`)
    const answer = await send()
    points.pass(`after ${name}`)
    return answer
  }
  return {
    get: (ref) => around(`get ${ref.kind}`, () => api.get(ref)),
    list: (of, labels) => around(`list ${of.kind}`, () => api.list(of, labels)),
    create: (object) => around(`create ${object.kind}`, () => api.create(object)),
    replace: (object) => around(`replace ${object.kind}`, () => api.replace(object)),
    apply: (object, manager) => around(`apply ${object.kind}`, () => api.apply(object, manager)),
    patchStatus: (ref, status) => around(`status of ${ref.kind}`, () => api.patchStatus(ref, status)),
    applyStatus: (ref, status, manager) => around(`status of ${ref.kind}`, () => api.applyStatus(ref, status, manager)),
    delete: (ref) => around(`delete ${ref.kind}`, () => api.delete(ref)),
    log: (pod, container, lines) => around('log', () => api.log(pod, container, lines)),
  }
}
