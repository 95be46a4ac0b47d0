"""Archives, JSON and XML of other password managers, as they write them."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers import archive as archive_module
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.vault_items import FieldType, SecureNote
from tests.unit.importers.reading import (
    card_of,
    fault_of,
    fields_of,
    identity_of,
    items_of,
    login_of,
    ssh_key_of,
)

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDZ6T7yPzVTPT5ZFpVEzbe7AfLhhYvfNHMuVMFJ3vgLW jo"


def zipped(**files: bytes) -> bytes:
    """An archive; `__` in a name stands for a dot."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "."), data)
    return out.getvalue()


def _field(identifier: str, title: str, **value: object) -> dict[str, object]:
    return {"id": identifier, "title": title, "value": value}


def _one(category: str, title: str, details: dict[str, object], **overview: object) -> dict[str, object]:
    return {
        "favIndex": 0,
        "categoryUuid": category,
        "state": "active",
        "details": details,
        "overview": {"title": title, **overview},
    }


ONEPUX = {
    "accounts": [
        {
            "vaults": [
                {
                    "attrs": {"name": "Work"},
                    "items": [
                        _one(
                            "001",
                            "Mail",
                            {
                                "loginFields": [
                                    {"value": "jo", "designation": "username", "fieldType": "T"},
                                    {"value": "p", "designation": "password", "fieldType": "P"},
                                    {"value": "7", "name": "pin", "designation": None, "fieldType": "P"},
                                ],
                                "notesPlain": "n",
                                "sections": [
                                    {
                                        "title": "s",
                                        "fields": [
                                            _field("x", "code", totp="otpauth://x"),
                                            _field("y", "hint", concealed="h"),
                                            _field("z", "since", date=1577836800),
                                        ],
                                    }
                                ],
                                "passwordHistory": [{"value": "old", "time": 1577836800}],
                            },
                            urls=[{"url": "https://a.example"}, {"url": "https://b.example"}],
                            url="https://a.example",
                            tags=["t1", "t2"],
                        ),
                        _one(
                            "002",
                            "Visa",
                            {
                                "sections": [
                                    {
                                        "fields": [
                                            _field("cardholder", "name", string="Jo"),
                                            _field("ccnum", "number", creditCardNumber="4111"),
                                            _field("cvv", "code", concealed="123"),
                                            _field("expiry", "expires", monthYear=202703),
                                            _field("pin", "PIN", concealed="9"),
                                        ]
                                    }
                                ]
                            },
                        ),
                        _one(
                            "004",
                            "Jo",
                            {
                                "sections": [
                                    {
                                        "fields": [
                                            _field("firstname", "first name", string="Jo"),
                                            _field(
                                                "address", "address", address={"street": "1 Elm", "zip": "9"}
                                            ),
                                            _field("email", "email", email={"email_address": "jo@x.example"}),
                                        ]
                                    }
                                ]
                            },
                        ),
                        _one(
                            "114",
                            "Key",
                            {
                                "sections": [
                                    {
                                        "fields": [
                                            _field(
                                                "private_key",
                                                "key",
                                                sshKey={
                                                    "privateKey": "PRIVATE",
                                                    "metadata": {
                                                        "publicKey": "ssh x",
                                                        "fingerprint": "SHA256:f",
                                                    },
                                                },
                                            )
                                        ]
                                    }
                                ]
                            },
                        ),
                        _one("006", "Scan", {"documentAttributes": {"fileName": "a.pdf"}}),
                        _one(
                            "110",
                            "Server",
                            {"sections": [{"fields": [_field("username", "u", string="root")]}]},
                        ),
                    ],
                }
            ]
        }
    ]
}


def test_1pux() -> None:
    kind, imported = read_export(zipped(export__data=json.dumps(ONEPUX).encode(), files__x=b"attached"))
    assert kind is ImportFormat.ONEPASSWORD_1PUX
    mail, visa, jo, key, scan, server = imported.items
    login = login_of(mail)
    assert (login.username, login.password, login.totp) == ("jo", "p", "otpauth://x")
    assert [uri.uri for uri in login.uris] == ["https://a.example", "https://b.example"]
    assert fields_of(mail) == {"pin": "7", "hint": "h", "since": "2020-01-01", "tags": "t1, t2"}
    assert [(old.password, old.used_at) for old in mail.history] == [("old", "2020-01-01T00:00:00Z")]
    assert {item.collections for item in imported.items} == {("Work",)}
    card = card_of(visa)
    assert (card.number, card.code, card.exp_month, card.exp_year) == ("4111", "123", "3", "2027")
    assert [(field.name, field.type) for field in visa.fields] == [("PIN", FieldType.HIDDEN)]
    identity = identity_of(jo)
    assert (identity.first_name, identity.address1, identity.postal_code) == ("Jo", "1 Elm", "9")
    assert (identity.email, jo.fields) == ("jo@x.example", ())
    assert ssh_key_of(key).key_fingerprint == "SHA256:f"
    assert isinstance(scan.details, SecureNote)
    assert [(each.row, each.what) for each in imported.left_out] == [(5, "document")]
    assert login_of(server).username == "root"


KEEPER = {
    "shared_folders": [{"path": "Shared\\IT"}],
    "records": [
        {
            "title": "Mail",
            "login": "jo",
            "password": "p",
            "login_url": "https://m.example",
            "notes": "n",
            "$type": "login",
            "custom_fields": {
                "$oneTimeCode::1": "otpauth://x",
                "$text:Line 2": "words",
                "$pinCode::1": "12",
                "plain": "v",
            },
            "folders": [{"folder": "Work\\Mail"}, {"shared_folder": "Shared\\IT", "folder": "A\\\\B"}],
        },
        {
            "title": "Visa",
            "$type": "bankCard",
            "custom_fields": {
                "$paymentCard": {
                    "cardNumber": "4111",
                    "cardExpirationDate": "06/2030",
                    "cardSecurityCode": "347",
                },
                "$text:cardholderName": "Jo Birch",
            },
        },
        {
            "title": "Key",
            "$type": "sshKeys",
            "login": "deploy",
            "custom_fields": {"$keyPair": {"publicKey": PUBLIC_KEY, "privateKey": "PRIVATE"}},
        },
        {"title": "Broken key", "$type": "sshKeys", "custom_fields": {"$keyPair": {"privateKey": "PRIVATE"}}},
        {
            "title": "Dr. Chen",
            "$type": "contact",
            "custom_fields": {
                "$name": {"first": "Emily", "middle": "M", "last": "Chen"},
                "$email": "e@x.example",
                "$phone": {"number": "55"},
            },
        },
        {
            "title": "Licence",
            "$type": "driverLicense",
            "custom_fields": {"$accountNumber:dlNumber": "DL-1", "$birthDate": 479689200000},
        },
        {"title": "Memo", "$type": "encryptedNotes", "custom_fields": {"$note": "secret words"}},
    ],
}


def test_keeper_json() -> None:
    mail, visa, key, broken, person, licence, memo = items_of(
        json.dumps(KEEPER).encode(), ImportFormat.KEEPER_JSON
    )
    assert mail.collections == ("Work/Mail", "Shared/IT", "A\\B")
    assert login_of(mail).totp == "otpauth://x"
    assert fields_of(mail) == {"Line 2": "words", "pinCode": "12", "plain": "v"}
    card = card_of(visa)
    assert (card.cardholder_name, card.exp_month, card.exp_year) == ("Jo Birch", "6", "2030")
    assert (ssh_key_of(key).key_fingerprint or "").startswith("SHA256:")
    assert fields_of(key) == {"login": "deploy"}
    assert isinstance(broken.details, SecureNote)
    assert fields_of(broken) == {"private key": "PRIVATE"}
    identity = identity_of(person)
    assert (identity.first_name, identity.last_name, identity.phone) == ("Emily", "Chen", "55")
    assert (identity_of(licence).license_number, fields_of(licence)) == ("DL-1", {"birthDate": "1985-03-15"})
    assert (memo.name, fields_of(memo)) == ("Memo", {"note": "secret words"})


CREDENTIALS = (
    b"username,username2,username3,title,password,note,url,category,otpUrl\n"
    b"jo,jo2,,Mail,p,n,https://m.example,Work,otpauth://x\n"
)
PAYMENTS = (
    b"type,account_name,account_holder,cc_number,code,expiration_month,expiration_year,routing_number,account_number\n"
    b"payment_card,Visa,Jo,4111,123,03,2027,,\nbank,Giro,Jo,,,,,12,34\n"
)
IDS = (
    b"type,number,name,issue_date,expiration_date,place_of_issue,state\n"
    b"passport,P1,Jo Birch,2020-01-01,,Ghent,\n"
)
PERSONS = (
    b"type,title,first_name,middle_name,last_name,login,email,phone_number,address,city,zip,address_recipient\n"
    b"name,MR,Jo,,Birch,jo,,,,,,\n"
)


def test_dashlane_archive_and_single_files() -> None:
    kind, imported = read_export(
        zipped(
            credentials__csv=CREDENTIALS,
            securenotes__csv=b"title,note\nWifi,ssid\n",
            payments__csv=PAYMENTS,
            ids__csv=IDS,
            personalInfo__csv=PERSONS,
        )
    )
    assert kind is ImportFormat.DASHLANE
    mail, wifi, visa, giro, passport, person = imported.items
    assert (login_of(mail).totp, mail.collections, fields_of(mail)) == (
        "otpauth://x",
        ("Work",),
        {"username2": "jo2"},
    )
    assert (wifi.name, wifi.notes) == ("Wifi", "ssid")
    assert (card_of(visa).exp_month, card_of(visa).cardholder_name) == ("3", "Jo")
    assert fields_of(giro) == {"account_holder": "Jo", "routing_number": "12", "account_number": "34"}
    assert identity_of(passport).passport_number == "P1"
    assert (person.name, identity_of(person).username) == ("Jo Birch", "jo")
    for single in (CREDENTIALS, PAYMENTS, IDS, PERSONS, b"title,note\nWifi,ssid\n"):
        assert read_export(single)[0] is ImportFormat.DASHLANE


NORDPASS = (
    "name,url,additional_urls,username,password,note,cardholdername,cardnumber,cvc,pin,expirydate,zipcode,folder,"
    "full_name,phone_number,email,address1,address2,city,country,state,type,custom_fields\n"
    'Mail,https://m.example,"[""https://b.example""]",jo,p,n,,,,,,,Work,,,,,,,,,password,'
    '"[{""label"":""PIN"",""type"":""hidden"",""value"":""7""}]"\n'
    "Visa,,,,,,Jo,4111,123,9,03/27,9000,,,,,,,,,,credit_card,\n"
    "Work,,,,,,,,,,,,,,,,,,,,,folder,\n"
    "Me,,,,,,,,,,,9000,,Jo Birch,55,jo@x.example,1 Elm,,Ghent,BE,,identity,\n"
    "Wifi,,,,,ssid,,,,,,,,,,,,,,,,note,not json\n"
)


def test_nordpass() -> None:
    mail, visa, me, wifi = items_of(NORDPASS.encode(), ImportFormat.NORDPASS)
    assert [uri.uri for uri in login_of(mail).uris] == ["https://m.example", "https://b.example"]
    assert [(field.name, field.value, field.type) for field in mail.fields] == [
        ("PIN", "7", FieldType.HIDDEN)
    ]
    assert (card_of(visa).exp_month, card_of(visa).exp_year) == ("3", "2027")
    assert fields_of(visa) == {"pin": "9", "zipcode": "9000"}
    identity = identity_of(me)
    assert (identity.first_name, identity.last_name, identity.postal_code) == ("Jo", "Birch", "9000")
    assert (wifi.notes, wifi.fields) == ("ssid", ())


def _entry(inner: str, **strings: str) -> str:
    texts = "".join(
        f"<String><Key>{key}</Key><Value>{text}</Value></String>" for key, text in strings.items()
    )
    return f"<Entry>{texts}{inner}</Entry>"


KEEPASS = f"""<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<KeePassFile><Meta><RecycleBinUUID>YmluYmluYmluYmluYmluYg==</RecycleBinUUID></Meta><Root><Group>
<UUID>cm9vdA==</UUID><Name>Database</Name>
{_entry("", Title="Top", UserName="jo", Password="p")}
<Group><UUID>YQ==</UUID><Name>Work</Name>
<Group><UUID>Yg==</UUID><Name>Mail / Web</Name>
{
    _entry(
        '<String><Key>PIN</Key><Value ProtectInMemory="True">7</Value></String>'
        "<Binary><Key>a.pdf</Key><Value Ref='0'/></Binary><History>"
        + _entry(
            "<Times><LastModificationTime>2020-01-01T00:00:00Z</LastModificationTime></Times>", Password="old"
        )
        + _entry("<Times><LastModificationTime>AAAAAAAAAAA=</LastModificationTime></Times>", Password="older")
        + "</History>",
        Title="M &amp; M",
        Password="p",
        URL="https://m.example",
        Notes="n",
        otp="otpauth://x",
        Extra="e",
    )
}
</Group></Group>
<Group><UUID>YmluYmluYmluYmluYmluYg==</UUID><Name>Bin</Name>{_entry("", Title="Gone", Password="x")}</Group>
</Group></Root></KeePassFile>"""


def test_keepass_xml() -> None:
    kind, imported = read_export(KEEPASS.encode())
    assert kind is ImportFormat.KEEPASS_XML
    top, mail = imported.items
    assert (top.name, top.collections, login_of(top).username) == ("Top", (), "jo")
    assert (mail.name, mail.collections, mail.notes) == ("M & M", ("Work/Mail - Web",), "n")
    assert login_of(mail).totp == "otpauth://x"
    assert {field.name: field.type for field in mail.fields} == {
        "PIN": FieldType.HIDDEN,
        "Extra": FieldType.TEXT,
    }
    assert [(old.password, old.used_at) for old in mail.history] == [
        ("older", "0001-01-01T00:00:00Z"),
        ("old", "2020-01-01T00:00:00Z"),
    ]
    assert [(each.row, each.what) for each in imported.left_out] == [(2, "document"), (3, "in_trash")]
    assert imported.collections == ("Work", "Work/Mail - Web")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"<KeePassFile><Root>", ImportFault.NOT_XML),
        (b"<html></html>", ImportFault.WRONG_SHAPE),
        (b"<a>" * 5000, ImportFault.NOT_XML),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><KeePassFile>&a;</KeePassFile>', ImportFault.UNSAFE_XML),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><KeePassFile/>', ImportFault.UNSAFE_XML),
        (b"PK\x03\x04 and then nothing", ImportFault.NOT_ZIP),
        (zipped(other__txt=b"x"), ImportFault.UNKNOWN_FORMAT),
        (zipped(export__data=b"{"), ImportFault.NOT_JSON),
        (zipped(export__data=b"{}"), ImportFault.NO_ITEMS),
        (zipped(credentials__csv=b""), ImportFault.NO_ITEMS),
    ],
)
def test_spoiled_archives_and_documents(data: bytes, fault: ImportFault) -> None:
    assert fault_of(data) is fault


def test_an_archive_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MOST_UNPACKED_MB", 1)
    bomb = zipped(export__data=b"0" * 1_000_001)
    assert len(bomb) < 5000
    with pytest.raises(ImportProblem) as refused:
        read_export(bomb)
    assert (refused.value.fault, refused.value.limit) == (ImportFault.FILE_TOO_LARGE, 1)


def test_a_damaged_archive_is_refused() -> None:
    whole = bytearray(zipped(export__data=json.dumps(ONEPUX).encode()))
    whole[60:90] = b"\0" * 30
    assert fault_of(bytes(whole)) is ImportFault.NOT_ZIP
