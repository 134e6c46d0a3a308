import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ErrorEnvelope } from '@appbase-pfe/types';
import { AppError, errors } from '../common/errors.js';
import { afterBody } from './refused-body.js';
import type { RouteTable } from './route-table.js';

/** Turns everything that is thrown anywhere into the one error envelope. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly logger: Logger,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = this.translate(exception, request);
    if (error.code === 'INTERNAL_ERROR') {
      this.logger.error({ err: exception, requestId: request.id }, 'request failed');
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const body: ErrorEnvelope = {
      success: false,
      error: {
        code: error.code,
        message: error.message,
        requestId: request.id,
        ...(error.details === undefined ? {} : { details: error.details }),
      },
    };
    const send = () =>
      void reply
        .status(error.status)
        .headers(error.headers)
        .header('cache-control', 'no-store')
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(body));
    // An upload ends its own way: it may be far larger than what is worth reading.
    if (request.routeOptions.config.upload === true) send();
    else afterBody(request.raw, send);
  }

  private translate(exception: unknown, request: FastifyRequest): AppError {
    if (exception instanceof AppError) return exception;
    if (exception instanceof HttpException) return this.fromNest(exception, request);
    return fromFastify(exception, request);
  }

  /** Nest itself throws for unknown routes, and translates what Fastify says of a request. */
  private fromNest(exception: HttpException, request: FastifyRequest): AppError {
    switch (exception.getStatus()) {
      case 404: {
        const allow = this.routes.methodsAt(request.url);
        return allow.length > 0 && !allow.includes(request.method)
          ? errors.methodNotAllowed(allow)
          : errors.notFound('There is no such route');
      }
      case 400:
        return errors.validation([{ path: '', reason: exception.message }]);
      case 413:
        return tooLarge();
      case 415:
        return wrongType(request);
      case 503:
        return errors.unavailable(exception.message);
      default:
        return internal();
    }
  }
}

const tooLarge = () => errors.payloadTooLarge('The request body is too large');
const internal = () => new AppError('INTERNAL_ERROR', 'Something went wrong on the server');
const wrongType = (request: FastifyRequest) =>
  request.routeOptions.config.upload === true
    ? errors.invalid('content-type', 'must be multipart/form-data')
    : errors.unsupportedMediaType('Send application/json');

function fromFastify(exception: unknown, request: FastifyRequest): AppError {
  const { code } = (exception ?? {}) as { code?: unknown };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge();
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return wrongType(request);
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
      return errors.validation([{ path: '', reason: (exception as Error).message }]);
    // A name up to the limit is looked at and explained; beyond it there is nothing.
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return errors.notFound('There is no such route');
    case 'ENOSPC':
    case 'EDQUOT':
      return errors.insufficientStorage(
        'The disk is full: nothing was stored. Make room and retry',
      );
    default:
      return exception instanceof SyntaxError && 'statusCode' in exception
        ? errors.validation([{ path: '', reason: 'The body is not valid JSON' }])
        : internal();
  }
}
