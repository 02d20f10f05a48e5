/* forwarder.forward_in_python in C: the same contract and the same bytes, where there was a compiler at installation.
 *
 * It reads the Python objects which the loop in forwarder.py reads, so that there is one state and no copy of it. Their
 * slots are read by offset, which `bind_to` learns from the classes; what it cannot learn, it refuses.
 */

#define _GNU_SOURCE /* sendmmsg's mmsghdr; a system without it goes on in Python */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#define HEADER_BYTES 12
#define VERSION 0x80 /* no padding, no extensions, no CSRC */
#define WIDE 0x8000  /* a picture number of fifteen bits follows */
#define PICTURE_MASK 0x7FFF

typedef int (*seal_function)(void *context, void *packet, int *length);

enum { NUMBER, TIMESTAMP, MARKER, PAYLOAD, PICTURE_AT, PICTURE, TL0, PACKET_SLOTS };
enum { FIRST, SEQUENCE, T_TIMESTAMP, T_PICTURE, T_TL0, SSRC, PAYLOAD_TYPE, SENDER, TURN_SLOTS };
enum { FAN_OUT, DESTINATION, CONTEXT, LINE_SLOTS };
enum { PLACE, LENGTH, DESTINATION_SLOTS };
enum { COUNT, DROPPED, DESTINATIONS, HEADERS, FAN_OUT_SLOTS };

/* A class of the house, and where its slots lie in an object. */
struct layout {
    const char *const *names;
    int count;
    PyTypeObject *type;
    Py_ssize_t offsets[TURN_SLOTS];
};

static const char *const packet_names[] = {"number", "timestamp", "marker", "payload", "picture_at", "picture", "tl0"};
static const char *const turn_names[] = {"first", "sequence", "timestamp",    "picture",
                                         "tl0",   "ssrc",     "payload_type", "sender"};
static const char *const line_names[] = {"fan_out", "destination", "context"};
static const char *const destination_names[] = {"place", "length"};
static const char *const fan_out_names[] = {"count", "dropped", "destinations", "headers"};

static struct layout packets = {packet_names, PACKET_SLOTS, NULL, {0}};
static struct layout turns_of = {turn_names, TURN_SLOTS, NULL, {0}};
static struct layout lines = {line_names, LINE_SLOTS, NULL, {0}};
static struct layout destinations_of = {destination_names, DESTINATION_SLOTS, NULL, {0}};
static struct layout fan_outs = {fan_out_names, FAN_OUT_SLOTS, NULL, {0}};
static seal_function seal;
static Py_ssize_t batch, most_payload;
static PyObject *line_name, *flush_name;

/* A packet as all its viewers share it. */
struct packet {
    int64_t number;
    uint32_t timestamp, picture, tl0;
    uint8_t marker;
    const uint8_t *payload;
    Py_ssize_t size, picture_at; /* 0: there is no picture number */
    int has_tl0;
};

static PyObject *slot(PyObject *object, const struct layout *of, int which)
{
    return *(PyObject **)((char *)object + of->offsets[which]);
}

static long long number(PyObject *object, const struct layout *of, int which)
{
    return PyLong_AsLongLong(slot(object, of, which));
}

static int is_a(PyObject *object, const struct layout *of)
{
    if (object != NULL && of->type != NULL && Py_TYPE(object) == of->type)
        return 1;
    PyErr_Format(PyExc_TypeError, "not bound to %.100s", object != NULL ? Py_TYPE(object)->tp_name : "an empty slot");
    return 0;
}

static int read_packet(PyObject *object, struct packet *into)
{
    if (!is_a(object, &packets))
        return 0;
    PyObject *payload = slot(object, &packets, PAYLOAD);
    if (payload == NULL || !PyBytes_CheckExact(payload)) {
        PyErr_SetString(PyExc_TypeError, "payload is not bytes");
        return 0;
    }
    long long tl0 = number(object, &packets, TL0);
    into->number = number(object, &packets, NUMBER);
    into->timestamp = (uint32_t)number(object, &packets, TIMESTAMP);
    into->marker = (uint8_t)number(object, &packets, MARKER);
    into->picture_at = (Py_ssize_t)number(object, &packets, PICTURE_AT);
    into->picture = (uint32_t)number(object, &packets, PICTURE);
    into->has_tl0 = tl0 >= 0;
    into->tl0 = (uint32_t)tl0;
    into->payload = (const uint8_t *)PyBytes_AS_STRING(payload);
    into->size = PyBytes_GET_SIZE(payload);
    if (into->picture_at < 0 || (into->picture_at && into->picture_at + 2 + into->has_tl0 > into->size))
        PyErr_SetString(PyExc_ValueError, "the picture number is not in the payload");
    return !PyErr_Occurred();
}

static void put16(uint8_t *at, uint32_t value)
{
    uint16_t ordered = htons((uint16_t)value);
    memcpy(at, &ordered, sizeof ordered);
}

static void put32(uint8_t *at, uint32_t value)
{
    uint32_t ordered = htonl(value);
    memcpy(at, &ordered, sizeof ordered);
}

/* Write the packet in this turn's numbers, all of which are taken modulo their own width. */
static void write_packet(uint8_t *at, const struct packet *packet, PyObject *turn)
{
    at[0] = VERSION;
    at[1] = packet->marker | (uint8_t)number(turn, &turns_of, PAYLOAD_TYPE);
    put16(at + 2, (uint32_t)(packet->number + number(turn, &turns_of, SEQUENCE)));
    put32(at + 4, packet->timestamp + (uint32_t)number(turn, &turns_of, T_TIMESTAMP));
    put32(at + 8, (uint32_t)number(turn, &turns_of, SSRC));
    memcpy(at + HEADER_BYTES, packet->payload, (size_t)packet->size);
    if (packet->picture_at) {
        uint8_t *numbers = at + HEADER_BYTES + packet->picture_at;
        put16(numbers, WIDE | ((packet->picture + (uint32_t)number(turn, &turns_of, T_PICTURE)) & PICTURE_MASK));
        if (packet->has_tl0)
            numbers[2] = (uint8_t)(packet->tl0 + (uint32_t)number(turn, &turns_of, T_TL0));
    }
}

static int set_number(PyObject *object, const struct layout *of, int which, long long value)
{
    PyObject *boxed = PyLong_FromLongLong(value);
    if (boxed == NULL)
        return 0;
    PyObject **place = (PyObject **)((char *)object + of->offsets[which]);
    Py_XSETREF(*place, boxed);
    return 1;
}

/* Write, seal and queue the packet for one viewer. What libsrtp refuses is dropped and counted. */
static int queue(const struct packet *packet, PyObject *turn, PyObject *line)
{
    PyObject *fan_out = slot(line, &lines, FAN_OUT), *destination = slot(line, &lines, DESTINATION);
    if (!is_a(fan_out, &fan_outs) || !is_a(destination, &destinations_of))
        return 0;
    PyObject *places = slot(fan_out, &fan_outs, DESTINATIONS);
    struct mmsghdr *headers = (struct mmsghdr *)(uintptr_t)number(fan_out, &fan_outs, HEADERS);
    Py_ssize_t at = (Py_ssize_t)number(fan_out, &fan_outs, COUNT);
    if (headers == NULL || at < 0 || at >= batch || !PyList_CheckExact(places) || PyList_GET_SIZE(places) != batch) {
        PyErr_SetString(PyExc_ValueError, "not a batch");
        return 0;
    }
    struct mmsghdr *message = headers + at;
    struct iovec *vector = message->msg_hdr.msg_iov;
    int *length = (int *)&vector->iov_len; /* the lower half; the upper one stays 0 */
    write_packet(vector->iov_base, packet, turn);
    *length = HEADER_BYTES + (int)packet->size;
    if (seal((void *)(uintptr_t)number(line, &lines, CONTEXT), vector->iov_base, length) != 0)
        return set_number(fan_out, &fan_outs, DROPPED, number(fan_out, &fan_outs, DROPPED) + 1);
    if (PyList_GET_ITEM(places, at) != destination) { /* often there already: a room has the same places in turn */
        message->msg_hdr.msg_name = (void *)(uintptr_t)number(destination, &destinations_of, PLACE);
        message->msg_hdr.msg_namelen = (socklen_t)number(destination, &destinations_of, LENGTH);
        PyList_SetItem(places, at, Py_NewRef(destination)); /* keeps its memory alive */
    }
    if (!set_number(fan_out, &fan_outs, COUNT, at + 1))
        return 0;
    if (at + 1 == batch) {
        PyObject *none = PyObject_CallMethodNoArgs(fan_out, flush_name);
        Py_XDECREF(none);
        return none != NULL;
    }
    return 1;
}

static PyObject *forward(PyObject *Py_UNUSED(self), PyObject *const *arguments, Py_ssize_t count)
{
    struct packet packet;
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "forward(packet, turns)");
        return NULL;
    }
    if (!read_packet(arguments[0], &packet))
        return NULL;
    if (packet.size > most_payload)
        Py_RETURN_NONE;
    PyObject *turns = PySequence_Fast(arguments[1], "turns is not a sequence");
    if (turns == NULL)
        return NULL;
    int is_well = 1;
    for (Py_ssize_t at = 0; is_well && at < PySequence_Fast_GET_SIZE(turns); at++) {
        PyObject *turn = PySequence_Fast_GET_ITEM(turns, at);
        if (!(is_well = is_a(turn, &turns_of)))
            break;
        if (packet.number < number(turn, &turns_of, FIRST))
            continue; /* a straggler of the time before the switch */
        PyObject *sender = slot(turn, &turns_of, SENDER);
        PyObject *line = sender != NULL ? PyObject_GetAttr(sender, line_name) : NULL;
        is_well = line != NULL && (line == Py_None || (is_a(line, &lines) && queue(&packet, turn, line)));
        Py_XDECREF(line);
    }
    Py_DECREF(turns);
    if (PyErr_Occurred())
        return NULL;
    if (is_well)
        Py_RETURN_NONE;
    PyErr_SetString(PyExc_TypeError, "a turn without a sender");
    return NULL;
}

/* Learn where a class has its slots. Fails unless each is a plain one: a property would be called, not read. */
static int learn(struct layout *into, PyObject *type)
{
    if (!PyType_Check(type)) {
        PyErr_SetString(PyExc_TypeError, "not a class");
        return 0;
    }
    for (int which = 0; which < into->count; which++) {
        PyObject *found = PyObject_GetAttrString(type, into->names[which]);
        if (found == NULL)
            return 0;
        PyMemberDef *member = Py_IS_TYPE(found, &PyMemberDescr_Type) ? ((PyMemberDescrObject *)found)->d_member : NULL;
        int is_slot = member != NULL && member->type == T_OBJECT_EX;
        if (is_slot)
            into->offsets[which] = member->offset;
        Py_DECREF(found);
        if (!is_slot) {
            PyErr_Format(PyExc_TypeError, "%.100s is not a slot", into->names[which]);
            return 0;
        }
    }
    Py_XSETREF(into->type, (PyTypeObject *)Py_NewRef(type));
    return 1;
}

static PyObject *bind_to(PyObject *Py_UNUSED(self), PyObject *arguments)
{
    PyObject *packet, *turn, *line, *destination, *fan_out;
    unsigned long long place;
    if (!PyArg_ParseTuple(arguments, "OOOOOKnn", &packet, &turn, &line, &destination, &fan_out, &place, &batch,
                          &most_payload))
        return NULL;
    seal = (seal_function)(uintptr_t)place;
    if (!learn(&packets, packet) || !learn(&turns_of, turn) || !learn(&lines, line) ||
        !learn(&destinations_of, destination) || !learn(&fan_outs, fan_out))
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"forward", (PyCFunction)(void (*)(void))forward, METH_FASTCALL, "As forward_in_python."},
    {"bind_to", bind_to, METH_VARARGS, "bind_to(packet, turn, line, destination, fan_out, seal, batch, most_payload)"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_forwarder", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__forwarder(void)
{
    line_name = PyUnicode_InternFromString("line");
    flush_name = PyUnicode_InternFromString("flush");
    return line_name != NULL && flush_name != NULL ? PyModule_Create(&module) : NULL;
}
