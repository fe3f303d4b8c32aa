import type { ApiClient, ApiRequest } from '../client/api-client.js'
import { ApiError, type ApiStatus } from '../client/api-error.js'

/**
 * The lines of an answer as they come. Where nothing comes for so long, the connection is taken for dead.
 * @param silenceMs longer than the server lets a watch be.
 */
export async function* watchLines(client: ApiClient, request: ApiRequest, silenceMs: number): AsyncGenerator<string> {
  const silence = new AbortController()
  const signal = request.signal ? AbortSignal.any([request.signal, silence.signal]) : silence.signal
  let timer = setTimeout(() => silence.abort(new Error('the watch is silent')), silenceMs)
  try {
    const response = await client.openWatch({ ...request, signal })
    response.socket?.setKeepAlive(true, 15_000)
    response.setEncoding('utf8')
    const status = response.statusCode ?? 0
    let rest = ''
    for await (const chunk of response as AsyncIterable<string>) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(new Error('the watch is silent')), silenceMs)
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      if (status < 400) yield* lines.filter((line) => line !== '')
      else rest = `${lines.join('\n')}${rest}`
    }
    if (status >= 400) throw new ApiError(status, statusOf(rest), `watch ${request.path}`)
  } finally {
    clearTimeout(timer)
  }
}

function statusOf(text: string): ApiStatus {
  try {
    return JSON.parse(text) as ApiStatus
  } catch {
    return { message: text.slice(0, 300) }
  }
}
