import { createServer } from 'node:http'

/** A stand-in of GitHub's and GitLab's API on this machine, which keeps comments. */
export async function startForge(token) {
  const comments = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { headers, method, url } = request
      const allowed = headers.authorization === `Bearer ${token}` || headers['private-token'] === token
      const known = /\/(pulls|issues|merge_requests)\/7\/(comments|notes)/.test(url)
      response.writeHead(allowed ? (known ? 200 : 404) : 401, { 'content-type': 'application/json' })
      if (allowed && known && method === 'POST') comments.push({ id: comments.length + 1, body: JSON.parse(text).body })
      response.end(JSON.stringify(method === 'GET' ? comments : {}))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}`, comments, close: () => server.close() }
}
