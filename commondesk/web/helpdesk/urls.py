"""Addresses of the help desk's pages; `consortium/` stands before them."""

from django.urls import path

from commondesk.web.helpdesk import libraries, outbox, people, queues, standards, tables
from commondesk.web.helpdesk.consortium import consortium_page
from commondesk.web.helpdesk.mark_kinds import kind_page, kinds_page
from commondesk.web.helpdesk.marks import confirm_page, lift_page, look_again_page, marks_page, put_back_page
from commondesk.web.helpdesk.promote import promote_page
from commondesk.web.helpdesk.widget import widget_page, widget_preview

app_name = "helpdesk"

urlpatterns = [
    path("", consortium_page, name="consortium"),
    path("standards/", standards.standards_page, name="standards"),
    path("standards/<str:name>/", standards.set_standard_page, name="standard"),
    path("libraries/", libraries.libraries_page, name="libraries"),
    path("libraries/new/", libraries.new_library_page, name="library-new"),
    path("libraries/<slug:slug>/close/", libraries.close_library_page, name="library-close"),
    path("libraries/<slug:slug>/open/", libraries.open_library_page, name="library-open"),
    path("queues/", queues.queues_page, name="queues"),
    path("queues/new/", queues.new_queue_page, name="queue-new"),
    path("queues/<slug:slug>/", queues.queue_page, name="queue"),
    path("queues/<slug:slug>/staff/", queues.staff_queue_page, name="queue-staff"),
    path("queues/<slug:slug>/close/", queues.close_queue_page, name="queue-close"),
    path("queues/<slug:slug>/open/", queues.open_queue_page, name="queue-open"),
    path("people/", people.people_page, name="people"),
    path("people/<int:number>/", people.person_page, name="person"),
    path("people/<int:number>/deactivate/", people.deactivate_page, name="person-deactivate"),
    path("people/<int:number>/activate/", people.activate_page, name="person-activate"),
    path("marks/", marks_page, name="marks"),
    path("marks/kinds/", kinds_page, name="mark-kinds"),
    path("marks/kinds/<int:number>/", kind_page, name="mark-kind"),
    path("marks/<int:number>/confirm/", confirm_page, name="mark-confirm"),
    path("marks/<int:number>/look-again/", look_again_page, name="mark-look-again"),
    path("marks/<int:number>/lift/", lift_page, name="mark-lift"),
    path("marks/<int:number>/put-back/", put_back_page, name="mark-put-back"),
    path("promote/", promote_page, name="promote"),
    path("widget/", widget_page, name="widget"),
    path("widget/preview/", widget_preview, name="widget-preview"),
    path("tables/", tables.tables_page, name="bulk"),
    path("tables/<str:kind>.csv", tables.table_csv, name="table"),
    path("tables/<int:number>/", tables.bulk_page, name="bulk-one"),
    path("outbox/", outbox.outbox_page, name="outbox"),
    path("outbox/<int:number>/", outbox.delivery_page, name="outbox-one"),
    path("outbox/<int:number>/try/", outbox.try_page, name="outbox-try"),
    path("outbox/<int:number>/give-up/", outbox.give_up_page, name="outbox-give-up"),
]
