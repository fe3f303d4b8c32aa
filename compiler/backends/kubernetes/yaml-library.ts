/** Loaded only where it is needed: a bundle keeps a module of our own apart, with its names. */
export { stringify } from 'yaml'
