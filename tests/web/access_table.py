"""Who gets what: every route with every role (DESIGN.md section 9). A new route needs a row here.

The roles, in the order of the columns. All but the first three are staff, by a personal token at the
interface and by session at the pages. The conversation, of a patron of Dale, waited in the queue `statewide`.

- nobody        no token, no session
- stranger      the patron of another conversation
- patron        the patron of this one
- holder        Ines of Ames, who holds it
- colleague     Otto of Birch, whose library staffs the queue too
- outsider      a librarian of Cedar, which staffs nothing
- intern        Ira, whose part is e-mail
- coordinator   Cora of Dale, whose library the patron is of; Dale staffs nothing
- help_desk     Hana
- analyst       Anna, who reads counts
"""

from __future__ import annotations

from typing import Any

ROLES = (
    "nobody", "stranger", "patron", "holder", "colleague", "outsider", "intern", "coordinator", "help_desk",
    "analyst",
)  # fmt: skip

TABLE = r"""
GET    /api/v1/openapi.json                                         200 200 200 200 200 200 200 200 200 200
GET    /api/v1/canned-messages                                      401 404 404 200 200 200 200 200 200 403
GET    /api/v1/channels                                             401 404 404 200 200 200 200 200 200 403
POST   /api/v1/channels/mails                                       401 404 404 204 204 204 204 204 204 403
GET    /api/v1/channels/<slug:slug>/messages                        401 404 404 200 200 404 404 404 200 403
POST   /api/v1/channels/<slug:slug>/messages                        401 404 404 201 201 404 404 404 201 403
DELETE /api/v1/channels/<slug:slug>/messages/<seq>                  401 404 404 204 403 404 404 404 403 403
POST   /api/v1/channels/<slug:slug>/read                            401 404 404 204 204 404 404 404 204 403
GET    /api/v1/channels/<slug:slug>/colleagues                      401 404 404 200 200 404 404 404 200 403
GET    /api/v1/conversations                                        401 404 404 200 200 200 200 200 200 403
POST   /api/v1/conversations                                        201 201 201 201 201 201 201 201 201 201
DELETE /api/v1/conversations/<code>                                 401 404 204 403 403 404 404 403 403 404
GET    /api/v1/conversations/<code>                                 401 404 403 200 200 404 404 200 200 404
POST   /api/v1/conversations/<code>/address                         401 404 204 403 403 404 404 403 403 404
POST   /api/v1/conversations/<code>/attachments                     401 404 201 201 409 404 404 409 409 404
GET    /api/v1/conversations/<code>/attachments/<id>                401 404 200 200 200 404 404 200 200 404
POST   /api/v1/conversations/<code>/claim                           401 404 403 200 409 404 404 409 409 404
GET    /api/v1/conversations/<code>/devices                         401 404 200 403 403 404 404 403 403 404
POST   /api/v1/conversations/<code>/devices                         401 404 201 403 403 404 404 403 403 404
DELETE /api/v1/conversations/<code>/devices/<number>                401 404 204 403 403 404 404 403 403 404
GET    /api/v1/conversations/<code>/asides                          401 404 403 200 200 404 404 200 200 404
POST   /api/v1/conversations/<code>/asides                          401 404 403 201 201 404 404 201 422 404
GET    /api/v1/conversations/<code>/classify                        401 404 403 200 200 404 404 200 200 404
POST   /api/v1/conversations/<code>/classify                        401 404 403 200 200 404 404 403 200 404
POST   /api/v1/conversations/<code>/close                           401 404 200 200 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/transcript/mail                 401 404 409 403 403 404 404 403 403 404
GET    /api/v1/conversations/<code>/events                          401 404 200 200 200 404 404 200 200 404
GET    /api/v1/conversations/<code>/mark                            401 404 403 200 200 404 404 200 200 404
POST   /api/v1/conversations/<code>/mark                            401 404 403 200 200 404 404 200 200 404
POST   /api/v1/conversations/<code>/mark/lift                       401 404 403 409 409 404 404 409 409 404
GET    /api/v1/marks/to-look-at                                     401 404 404 403 403 403 403 403 200 403
GET    /api/v1/mark-kinds                                           401 404 404 200 200 200 200 200 200 403
GET    /api/v1/conversations/<code>/held                            401 404 200 403 403 404 404 403 403 404
POST   /api/v1/conversations/<code>/here                            401 404 204 403 403 404 404 403 403 404
POST   /api/v1/conversations/<code>/invite                          401 404 403 422 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/leave                           401 404 409 403 403 404 404 403 403 404
POST   /api/v1/conversations/<code>/messages                        401 404 201 201 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/messages/<seq>/correct          401 404 201 403 403 404 404 403 403 404
POST   /api/v1/conversations/<code>/notes                           401 404 403 201 201 404 404 201 201 404
POST   /api/v1/conversations/<code>/rating                          401 404 409 403 403 404 404 403 403 404
POST   /api/v1/conversations/<code>/read                            401 404 403 204 204 404 404 204 204 404
POST   /api/v1/conversations/<code>/release                         401 404 403 200 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/reopen                          401 404 409 409 409 404 404 403 409 404
POST   /api/v1/conversations/<code>/token                           404 404 404 404 404 404 404 404 404 404
GET    /api/v1/conversations/<code>/transcript.html                 401 404 200 200 200 404 404 200 200 404
GET    /api/v1/conversations/<code>/transcript.json                 401 404 200 200 200 404 404 200 200 404
GET    /api/v1/conversations/<code>/transcript.txt                  401 404 200 200 200 404 404 200 200 404
POST   /api/v1/conversations/<code>/step-back                       401 404 403 200 200 404 404 200 200 404
POST   /api/v1/conversations/<code>/email                           401 404 403 200 409 404 404 409 409 404
DELETE /api/v1/conversations/<code>/email                           401 404 403 200 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/refer                           401 404 403 200 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/step-in                         401 404 403 403 403 404 404 403 200 404
POST   /api/v1/conversations/<code>/transfer                        401 404 403 200 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/transfer/accept                 401 404 403 200 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/transfer/cancel                 401 404 403 409 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/transfer/decline                401 404 409 409 409 404 404 409 409 404
POST   /api/v1/conversations/<code>/typing                          401 404 204 204 204 404 404 204 204 404
GET    /api/v1/desk                                                 401 404 404 200 200 200 200 200 200 403
POST   /api/v1/desk/here                                            401 404 404 204 204 204 204 204 204 403
POST   /api/v1/desk/back-soon                                       401 404 404 204 204 204 204 204 204 403
POST   /api/v1/desk/limit                                           401 404 404 204 204 204 204 204 204 403
POST   /api/v1/desk/line-token                                      401 404 404 403 403 403 403 403 403 403
POST   /api/v1/desk/off-duty                                        401 404 404 204 204 204 204 204 204 403
GET    /api/v1/libraries                                            200 200 200 200 200 200 200 200 200 200
GET    /api/v1/libraries/<slug:slug>                                200 200 200 200 200 200 200 200 200 200
DELETE /api/v1/queues/<slug:slug>/monitor                           401 404 404 204 204 204 204 204 204 403
POST   /api/v1/queues/<slug:slug>/monitor                           401 404 404 204 204 403 403 403 204 403
GET    /api/v1/^(?P<rest>[\s\S]*)$                                  404 404 404 404 404 404 404 404 404 404
GET    /channel/                                                    302 302 302 200 200 200 200 200 200 403
GET    /channel/<slug:slug>/                                        302 302 302 200 200 404 404 404 200 403
GET    /channel/mails/                                              405 405 405 405 405 405 405 405 405 405
POST   /channel/mails/                                              302 302 302 303 303 303 303 303 303 403
POST   /channel/<slug:slug>/say/                                    302 302 302 303 303 404 404 404 303 403
POST   /channel/<slug:slug>/take-back/<int:seq>/                    302 302 302 303 403 404 404 404 403 403
GET    /desk/                                                       302 302 302 200 200 200 200 200 200 403
GET    /desk/conversations/                                         302 302 302 200 200 200 200 200 200 403
POST   /desk/conversations/views/                                   302 302 302 303 303 303 303 303 303 403
POST   /desk/conversations/views/<int:number>/delete/               302 302 302 404 404 404 404 404 404 403
GET    /desk/canned/                                                302 302 302 200 200 200 200 200 200 403
GET    /desk/canned/new/                                            302 302 302 200 200 200 200 200 200 403
POST   /desk/canned/new/                                            302 302 302 303 303 303 303 303 303 403
GET    /desk/canned/<int:number>/                                   302 302 302 403 403 403 403 403 200 403
POST   /desk/canned/<int:number>/                                   302 302 302 403 403 403 403 403 303 403
POST   /desk/canned/<int:number>/delete/                            302 302 302 404 404 404 404 404 303 403
GET    /desk/<slug:code>/                                           302 302 302 200 200 404 404 200 200 403
GET    /desk/<slug:code>/beside/                                    302 302 302 200 200 404 404 200 200 403
GET    /desk/^(?P<code>[-\w]+)/transcript\.(?P<form>txt|html)$      302 302 302 200 200 404 404 200 200 403
GET    /library/                                                    302 302 302 403 403 403 403 303 200 403
GET    /library/<slug:slug>/                                        302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/area/                                   302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/hours/                                  302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/logo/                                   302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/promote/                                302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/roll-on/                                302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/staff/                                  302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/staff/<int:person>/                     302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/staff/<int:person>/leave/               302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/preview/                                302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/widget/                                 302 302 302 403 403 403 403 403 200 403
POST   /library/<slug:slug>/widget/                                 302 302 302 403 403 403 403 403 422 403
GET    /library/<slug:slug>/widget/preview/                         302 302 302 403 403 403 403 403 200 403
GET    /library/<slug:slug>/hours/closures/                         405 405 405 405 405 405 405 405 405 405
GET    /library/<slug:slug>/hours/closures/<int:row>/remove/        405 405 405 405 405 405 405 405 405 405
GET    /library/<slug:slug>/hours/seasons/                          405 405 405 405 405 405 405 405 405 405
GET    /library/<slug:slug>/hours/seasons/<int:row>/remove/         405 405 405 405 405 405 405 405 405 405
GET    /library/<slug:slug>/staff/invite/                           405 405 405 405 405 405 405 405 405 405
GET    /library/<slug:slug>/staff/invitations/<int:row>/withdraw/   405 405 405 405 405 405 405 405 405 405
POST   /library/<slug:slug>/                                        302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/area/                                   302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/hours/                                  302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/hours/closures/                         302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/hours/closures/<int:row>/remove/        302 302 302 403 403 403 403 403 404 403
POST   /library/<slug:slug>/hours/seasons/                          302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/hours/seasons/<int:row>/remove/         302 302 302 403 403 403 403 403 404 403
POST   /library/<slug:slug>/logo/                                   302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/roll-on/                                302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/staff/invite/                           302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/staff/invitations/<int:row>/withdraw/   302 302 302 403 403 403 403 403 404 403
POST   /library/<slug:slug>/staff/<int:person>/                     302 302 302 403 403 403 403 403 303 403
POST   /library/<slug:slug>/staff/<int:person>/leave/               302 302 302 403 403 403 403 403 303 403
GET    /me/                                                         302 302 302 200 200 200 200 200 200 403
POST   /me/                                                         302 302 302 303 303 303 303 303 303 403
GET    /me/devices/                                                 405 405 405 405 405 405 405 405 405 405
POST   /me/devices/                                                 302 302 302 204 204 204 204 204 204 403
GET    /me/devices/<int:number>/remove/                             405 405 405 405 405 405 405 405 405 405
POST   /me/devices/<int:number>/remove/                             302 302 302 303 303 303 303 303 303 403
GET    /me/calls/                                                   302 302 302 200 200 200 200 200 200 403
POST   /me/calls/                                                   302 302 302 303 303 303 303 303 303 403
GET    /^invitation/(?P<token>[-\w]{1,64})/$                        404 404 404 404 404 404 404 404 404 404
POST   /^invitation/(?P<token>[-\w]{1,64})/$                        404 404 404 404 404 404 404 404 404 404
GET    /consortium/                                                 302 302 302 403 403 403 403 403 200 403
GET    /consortium/standards/                                       302 302 302 403 403 403 403 403 200 403
GET    /consortium/libraries/                                       302 302 302 403 403 403 403 403 200 403
GET    /consortium/libraries/new/                                   302 302 302 403 403 403 403 403 200 403
GET    /consortium/libraries/<slug:slug>/close/                     302 302 302 403 403 403 403 403 200 403
GET    /consortium/queues/                                          302 302 302 403 403 403 403 403 200 403
GET    /consortium/queues/new/                                      302 302 302 403 403 403 403 403 200 403
GET    /consortium/queues/<slug:slug>/                              302 302 302 403 403 403 403 403 200 403
GET    /consortium/people/                                          302 302 302 403 403 403 403 403 200 403
GET    /consortium/people/<int:number>/                             302 302 302 403 403 403 403 403 200 403
GET    /consortium/marks/                                           302 302 302 403 403 403 403 403 200 403
GET    /consortium/marks/kinds/                                     302 302 302 403 403 403 403 403 200 403
POST   /consortium/marks/kinds/                                     302 302 302 403 403 403 403 403 422 403
POST   /consortium/marks/kinds/<int:number>/                        302 302 302 403 403 403 403 403 404 403
POST   /consortium/marks/<int:number>/confirm/                      302 302 302 403 403 403 403 403 404 403
POST   /consortium/marks/<int:number>/look-again/                   302 302 302 403 403 403 403 403 404 403
POST   /consortium/marks/<int:number>/lift/                         302 302 302 403 403 403 403 403 404 403
POST   /consortium/marks/<int:number>/put-back/                     302 302 302 403 403 403 403 403 404 403
GET    /consortium/widget/                                          302 302 302 403 403 403 403 403 200 403
POST   /consortium/widget/                                          302 302 302 403 403 403 403 403 422 403
GET    /consortium/widget/preview/                                  302 302 302 403 403 403 403 403 200 403
GET    /consortium/promote/                                         302 302 302 403 403 403 403 403 200 403
GET    /consortium/tables/                                          302 302 302 403 403 403 403 403 200 403
GET    /consortium/tables/<str:kind>.csv                            302 302 302 403 403 403 403 403 200 403
GET    /consortium/tables/<int:number>/                             302 302 302 403 403 403 403 403 404 403
POST   /consortium/                                                 302 302 302 403 403 403 403 403 422 403
POST   /consortium/libraries/new/                                   302 302 302 403 403 403 403 403 422 403
POST   /consortium/queues/new/                                      302 302 302 403 403 403 403 403 422 403
POST   /consortium/queues/<slug:slug>/                              302 302 302 403 403 403 403 403 422 403
POST   /consortium/tables/                                          302 302 302 403 403 403 403 403 422 403
POST   /consortium/standards/<str:name>/                            302 302 302 403 403 403 403 403 303 403
POST   /consortium/libraries/<slug:slug>/close/                     302 302 302 403 403 403 403 403 303 403
POST   /consortium/libraries/<slug:slug>/open/                      302 302 302 403 403 403 403 403 303 403
POST   /consortium/queues/<slug:slug>/staff/                        302 302 302 403 403 403 403 403 303 403
POST   /consortium/queues/<slug:slug>/close/                        302 302 302 403 403 403 403 403 303 403
POST   /consortium/queues/<slug:slug>/open/                         302 302 302 403 403 403 403 403 303 403
POST   /consortium/people/<int:number>/                             302 302 302 403 403 403 403 403 303 403
POST   /consortium/people/<int:number>/deactivate/                  302 302 302 403 403 403 403 403 303 403
POST   /consortium/people/<int:number>/activate/                    302 302 302 403 403 403 403 403 303 403
GET    /consortium/outbox/                                          302 302 302 403 403 403 403 403 200 403
GET    /consortium/outbox/<int:number>/                             302 302 302 403 403 403 403 403 200 403
GET    /consortium/outbox/<int:number>/try/                         302 302 302 403 403 403 403 403 200 403
POST   /consortium/outbox/<int:number>/try/                         302 302 302 403 403 403 403 403 303 403
GET    /consortium/outbox/<int:number>/give-up/                     302 302 302 403 403 403 403 403 200 403
POST   /consortium/outbox/<int:number>/give-up/                     302 302 302 403 403 403 403 403 303 403
GET    /demo/mail/                                                  404 404 404 404 404 404 404 404 404 404
GET    /demo/mail/<slug:name>/                                      404 404 404 404 404 404 404 404 404 404
GET    /reports/                                                    302 302 302 403 403 403 403 200 200 200
GET    /reports/month.csv                                           302 302 302 403 403 403 403 200 200 200
GET    /sign-in/                                                    200 200 200 302 302 302 302 302 302 302
GET    /sign-out/                                                   302 302 302 200 200 200 200 200 200 200
GET    /sign-in/password/                                           302 302 302 200 200 200 200 200 200 200
GET    /sign-in/forgotten/                                          200 200 200 200 200 200 200 200 200 200
POST   /sign-in/language/                                           302 302 302 302 302 302 302 302 302 302
GET    /sign-in/inactive/                                           200 200 200 200 200 200 200 200 200 200
GET    /sign-in/again/                                              302 302 302 200 200 200 200 200 200 200
GET    /sign-in/password/new/                                       302 302 302 302 302 302 302 302 302 302
GET    /sign-in/forgotten/sent/                                     200 200 200 200 200 200 200 200 200 200
GET    /^sign-in/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$     200 200 200 200 200 200 200 200 200 200
GET    /sign-in/forgotten/done/                                     200 200 200 200 200 200 200 200 200 200
GET    /^logo/(?P<digest>[0-9a-f]{64})\.(?P<ending>png|jpg|webp)$   404 404 404 404 404 404 404 404 404 404
GET    /button/<slug:slug>/<slug:language>/<slug:what>.svg           200 200 200 200 200 200 200 200 200 200
GET    /qr/<slug:slug>/<slug:language>/<slug:what>.<slug:ending>    200 200 200 200 200 200 200 200 200 200
GET    /service-worker.js                                           200 200 200 200 200 200 200 200 200 200
GET    /button/<slug:language>/<slug:what>.svg                      200 200 200 200 200 200 200 200 200 200
GET    /qr/<slug:language>/<slug:what>.<slug:ending>                200 200 200 200 200 200 200 200 200 200
GET    /desk.webmanifest                                            200 200 200 200 200 200 200 200 200 200
GET    /healthz                                                     200 200 200 200 200 200 200 200 200 200
GET    /checkup                                                     404 404 404 404 404 404 404 404 404 404
GET    /readyz                                                      200 200 200 200 200 200 200 200 200 200
GET    /metrics                                                     200 200 200 200 200 200 200 200 200 200
GET    /                                                            200 200 200 200 200 200 200 200 200 200
GET    /ask/<slug:library>/                                         200 200 200 200 200 200 200 200 200 200
GET    /w/                                                          200 200 200 200 200 200 200 200 200 200
POST   /w/                                                          303 303 303 303 303 303 303 303 303 303
GET    /goodbye/w/                                                  200 200 200 200 200 200 200 200 200 200
GET    /w/<slug:library>/                                           200 200 200 200 200 200 200 200 200 200
POST   /w/<slug:library>/                                           303 303 303 303 303 303 303 303 303 303
GET    /w/<slug:library>/goodbye/                                   200 200 200 200 200 200 200 200 200 200
GET    /widget.js                                                   200 200 200 200 200 200 200 200 200 200
GET    /widget.json                                                 200 200 200 200 200 200 200 200 200 200
GET    /here.json                                                   200 200 200 200 200 200 200 200 200 200
GET    /here.svg                                                    200 200 200 200 200 200 200 200 200 200
GET    /widget/<slug:library>.json                                  200 200 200 200 200 200 200 200 200 200
GET    /here/<slug:library>.json                                    200 200 200 200 200 200 200 200 200 200
GET    /here/<slug:library>.svg                                     200 200 200 200 200 200 200 200 200 200
GET    /demo/                                                       404 404 404 404 404 404 404 404 404 404
GET    /demo/site/<slug:name>/                                      404 404 404 404 404 404 404 404 404 404
GET    /c/<slug:code>/                                              200 200 200 200 200 200 200 200 200 200
GET    /^c/(?P<code>[-\w]+)/transcript\.(?P<form>txt|html|json)$    404 404 200 404 404 404 404 404 404 404
GET    /c/<slug:code>/device/                                       404 404 200 404 404 404 404 404 404 404
GET    /c/<slug:code>/files/<slug:handle>                           404 404 200 404 404 404 404 404 404 404
GET    /c/<slug:code>/<slug:name>                                   303 303 303 303 303 303 303 303 303 303
GET    /return/                                                     200 200 200 200 200 200 200 200 200 200
GET    /goodbye/                                                    200 200 200 200 200 200 200 200 200 200
GET    /hours/                                                      200 200 200 200 200 200 200 200 200 200
GET    /promise/                                                    200 200 200 200 200 200 200 200 200 200
GET    /privacy/                                                    200 200 200 200 200 200 200 200 200 200
POST   /                                                            303 303 303 303 303 303 303 303 303 303
POST   /ask/<slug:library>/                                         303 303 303 303 303 303 303 303 303 303
POST   /c/<slug:code>/<slug:name>                                   404 404 303 404 404 404 404 404 404 404
POST   /return/                                                     404 404 404 404 404 404 404 404 404 404
POST   /sign-in/                                                    200 200 200 302 302 302 302 302 302 302
POST   /sign-out/                                                   302 302 302 302 302 302 302 302 302 302
"""

KEY = "abcdefghijklmnop"
DEVICE = {
    "endpoint": "https://push.example/send/abc",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
SAYING = {"key": KEY, "body": "Hello"}
BODIES: dict[str, dict[str, Any]] = {
    "api/v1/conversations": {"key": KEY, "question": "Where is it?"},
    "api/v1/conversations/<code>/token": {"words": "four wrong words here"},
    "api/v1/conversations/<code>/messages": SAYING,
    "api/v1/conversations/<code>/messages/<seq>/correct": SAYING,
    "api/v1/conversations/<code>/notes": SAYING,
    "api/v1/conversations/<code>/asides": SAYING | {"to": "hana@desk.example"},
    "api/v1/conversations/<code>/email": {"message": "I go on looking."},
    "api/v1/conversations/<code>/refer": {"to": {"library": "ames"}, "reason": "It is about their rooms."},
    "api/v1/conversations/<code>/step-in": {"reason": "A crisis."},
    "api/v1/conversations/<code>/mark": {"kind": "prank", "seen": "He asked for a unicorn."},
    "api/v1/conversations/<code>/mark/lift": {"why": "It was a good question."},
    "api/v1/channels/mails": {"mails": "all"},
    "api/v1/channels/<slug:slug>/messages": SAYING,
    "api/v1/channels/<slug:slug>/read": {"seq": 1},
    "api/v1/conversations/<code>/rating": {"answered": "yes"},
    "api/v1/conversations/<code>/address": {"email": "pia@example.com"},
    "api/v1/conversations/<code>/devices": {
        "endpoint": DEVICE["endpoint"],
        "keys": {"p256dh": DEVICE["p256dh"], "auth": DEVICE["auth"]},
    },
    "api/v1/conversations/<code>/transcript/mail": {"email": "pia@example.com"},
    "api/v1/conversations/<code>/read": {"seq": 1},
    "api/v1/conversations/<code>/invite": {"person": "ines@ames.example", "brief": "Please look with me."},
    "api/v1/desk/back-soon": {"minutes": 5},
    "api/v1/desk/limit": {"chats": 3},
    "api/v1/conversations/<code>/transfer": {
        "to": {"queue": "statewide"},
        "brief": "It is about the census.",
    },
    "api/v1/conversations/<code>/classify": {"questions": [{"kind": "other", "outcome": "answered"}]},
}
CANNED = {"name": "Hello", "step": "greeting", "language": "en", "body": "Hello {patron}."}
# Sent as a form with a file.
WITH_FILES = ("api/v1/conversations/<code>/attachments",)
FORMS: dict[str, dict[str, str]] = {
    "channel/mails/": {"mails": "all"},
    "me/devices/": DEVICE,
    "channel/<slug:slug>/say/": {"body": "Hello"},
    "desk/conversations/views/": {"name": "Mine", "state": "waiting"},
    "consortium/standards/<str:name>/": {"value": "45"},
    "consortium/marks/kinds/<int:number>/": {"name_en": "Prank", "name_es": "Broma", "order": "1"},
    "consortium/marks/<int:number>/lift/": {"why": "It was a good question."},
    "consortium/queues/<slug:slug>/staff/": {"library": "ames", "act": "add"},
    "consortium/people/<int:number>/": {"role": "analyst"},
    "desk/canned/new/": CANNED | {"whose": "mine"},
    "desk/canned/<int:number>/": CANNED | {"whose": "consortium"},
    "": {"question": "Where is it?", "key": KEY},
    "ask/<slug:library>/": {"question": "Where is it?", "key": KEY},
    "w/": {"question": "Where is it?", "key": KEY},
    "w/<slug:library>/": {"question": "Where is it?", "key": KEY},
    "c/<slug:code>/<slug:name>": {"body": "Hello", "key": KEY},
    "return/": {"code": "zzzzzzzz", "words": "four wrong words here"},
    "library/<slug:slug>/": {"name": "Ames", "kind": "public", "time_zone": "America/New_York"},
    "library/<slug:slug>/area/": {"zip_codes": "32177"},
    "library/<slug:slug>/hours/": {"day-0-0-opens": "09:00", "day-0-0-closes": "17:00"},
    "library/<slug:slug>/hours/closures/": {"first_day": "2099-07-04"},
    "library/<slug:slug>/hours/seasons/": {
        "weekday": "1",
        "opens": "18:00",
        "closes": "20:00",
        "first_day": "2099-06-01",
        "last_day": "2099-08-31",
    },
    "library/<slug:slug>/logo/": {"act": "remove"},
    "library/<slug:slug>/roll-on/": {"queue": "ames", "rolls_on_to": "statewide", "rolls_on_after": "30"},
    "library/<slug:slug>/staff/invite/": {
        "email": "new@ames.example",
        "role": "librarian",
        "language": "en",
    },
    "library/<slug:slug>/staff/<int:person>/": {"role": "librarian", "shown_name": "Ina"},
    "sign-in/": {"login": "ines@ames.example", "password": "wrong"},
}


def rows() -> dict[tuple[str, str], dict[str, int]]:
    """By method and route, the status each role gets."""
    found = {}
    for line in TABLE.strip().splitlines():
        method, route, *statuses = line.split()
        assert len(statuses) == len(ROLES), line
        found[method, route.removeprefix("/")] = dict(zip(ROLES, map(int, statuses), strict=True))
    return found
