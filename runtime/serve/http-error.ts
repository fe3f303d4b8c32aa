/** What the caller did wrong, or what kept the server from answering: becomes `{"error": message}` with the status. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'HttpError'
    this.status = status
  }
}
