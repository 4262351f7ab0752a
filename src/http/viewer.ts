/** What the page frame shows of the signed-in member; set once a request is authenticated. */
export interface Viewer {
  name: string
  role: string
}

const viewers = new WeakMap<Request, Viewer>()

export const rememberViewer = (request: Request, viewer: Viewer) => viewers.set(request, viewer)
export const viewerOf = (request: Request): Viewer | null => viewers.get(request) ?? null
