import { type InferRequest, parseInferRequest } from './infer-request.js'
import { RequestTemplate } from './request-template.js'

/** Templates kept: one for each way in which clients write their requests. */
const MOST = 4
/** A request that matches none makes a template at most this seldom, so that callers who never write alike cost little. */
const LEARN_EVERY = 8

/** Reads the bodies of inference requests as parseInferRequest does, and faster where they are like those before. */
export class RequestReader {
  /** Most recently used first. */
  readonly #templates: RequestTemplate[] = []
  #missed = 0

  /** @throws HttpError 400 */
  read(text: string): InferRequest {
    for (let i = 0; i < this.#templates.length; i++) {
      const template = this.#templates[i]
      const request = template?.match(text)
      if (!template || !request) continue
      if (i > 0) {
        this.#templates.splice(i, 1)
        this.#templates.unshift(template)
      }
      return request
    }
    const request = parseInferRequest(text)
    if (this.#missed++ % LEARN_EVERY === 0) {
      const template = RequestTemplate.learn(text, request)
      if (template) this.#templates.unshift(template)
      if (this.#templates.length > MOST) this.#templates.pop()
    }
    return request
  }
}
